export { KpiPage } from './kpi-page';
