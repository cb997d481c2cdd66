export { BatchPage } from './batch-page';
export { EmailPage } from './email-page';
export { NewBatchPage } from './new-batch-page';
export { TemplatePage } from './template-page';
