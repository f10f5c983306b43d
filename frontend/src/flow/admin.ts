// The flow builder on the staff admin's page: the same island, with the colours that the pages' themes would give it.

import "./admin.css";
import "./main";
