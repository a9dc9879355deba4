export { default } from "modules/device/tls-socket";
