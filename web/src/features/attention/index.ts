export { AttentionPage } from './attention-page';
