export { BatchPage } from './batch-page';
export { EditTemplatePage } from './edit-template-page';
export { EmailPage } from './email-page';
export { NewBatchPage } from './new-batch-page';
export { NewTemplatePage } from './new-template-page';
export { TemplatePage } from './template-page';
