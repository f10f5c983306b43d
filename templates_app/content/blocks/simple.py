"""The blocks that may stand in a column."""

from typing import Annotated

from pydantic import Field

from templates_app.content.blocks.button import Button
from templates_app.content.blocks.divider import Divider
from templates_app.content.blocks.heading import Heading
from templates_app.content.blocks.image import Image
from templates_app.content.blocks.raw import Raw
from templates_app.content.blocks.rich_text import Text
from templates_app.content.blocks.social import Social
from templates_app.content.blocks.spacer import Spacer

SimpleBlock = Annotated[Heading | Text | Image | Button | Divider | Spacer | Social | Raw, Field(discriminator="type")]
