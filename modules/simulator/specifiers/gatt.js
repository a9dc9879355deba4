export * from "modules/simulator/gatt";
