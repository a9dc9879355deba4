export { default } from "modules/device/certificate-manager";
