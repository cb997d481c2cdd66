export { InvitationPage } from './accept-invitation';
export { EntryPage } from './enter-by-link';
export { SetUpPage } from './set-up';
export { SignInPage } from './sign-in';
