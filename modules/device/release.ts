import { broadcasterParser } from "../configuration/broadcaster-parser";
import { declarationChecks } from "../configuration/declaration-checks";
import { declarationParser } from "../configuration/declaration-parser";
import { deviceClasses } from "../configuration/device-classes";
import { deviceParser } from "../configuration/device-parser";
import { entityMaker } from "../configuration/entity-maker";
import { fieldFacts } from "../configuration/field-facts";
import { keys } from "../configuration/key";
import { keyTable } from "../configuration/key-table";
import { layoutCompiler } from "../configuration/layout-compiler";
import { linkDeclaration } from "../configuration/link-declaration";
import { topicChecks } from "../configuration/mqtt-topic";
import { namePacker } from "../configuration/name-packer";
import { peripheralParser } from "../configuration/peripheral-parser";
import { quantities } from "../configuration/quantities";
import { valueParser } from "../configuration/value-parser";
import "../devices/assigned-names";
import { compiler } from "../devices/declare";
import "./declarations";

/*
 * Preloaded on the device, and imported by nobody: with the declarations made, nothing that made them is to stay in flash
 * (link-time.ts). A build that makes declarations when it runs goes without it: it names another manifest than
 * link-time.json in RELEASE.
 */
for (const thing of [
	broadcasterParser, compiler, declarationChecks, declarationParser, deviceClasses, deviceParser, entityMaker, fieldFacts, keys, keyTable, layoutCompiler, linkDeclaration, namePacker, peripheralParser,
	quantities, topicChecks, valueParser,
])
	thing.release();
