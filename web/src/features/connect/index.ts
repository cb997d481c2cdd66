export { ConnectPage } from './connect-page';
export { ConnectReturn } from './connect-return';
