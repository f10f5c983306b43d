// On every page: the stylesheet, htmx, Alpine and the pages' small behaviours.

import "./app.css";
import Alpine from "@alpinejs/csp";
import htmx from "htmx.org";
import { followTicks } from "./behaviours/bulk";
import { askBeforeSubmit, askInDialog } from "./behaviours/confirm";
import { copyOnClick } from "./behaviours/copy";
import { disclosure } from "./behaviours/disclosure";
import { pausePollingWhenHidden, settingsUnderPolicy } from "./behaviours/htmx";
import { submitOnChange } from "./behaviours/filters";
import { goToFirstFault } from "./behaviours/faults";
import { insertChosen } from "./behaviours/insert";
import { closeMenus } from "./behaviours/menu";
import { revealByAnswer } from "./behaviours/reveal";
import { pressByKey } from "./behaviours/shortcuts";
import { showOpenTab } from "./behaviours/tabs";
import { tickAll } from "./behaviours/ticks";

Object.assign(htmx.config, settingsUnderPolicy);
pausePollingWhenHidden(document);
askBeforeSubmit(document, askInDialog(document));
submitOnChange(document);
tickAll(document);
followTicks(document);
closeMenus(document);
revealByAnswer(document);
showOpenTab(document);
goToFirstFault(document);
copyOnClick(document);
pressByKey(document, window.localStorage);
insertChosen(document);

Alpine.data("disclosure", disclosure);
Alpine.start();
