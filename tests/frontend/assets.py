"""Pages that render without a built frontend: which scripts and styles they name is the browser tests' business."""

import pytest
from django_vite.core.asset_loader import DjangoViteAssetLoader


def leave_out_assets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tags of scripts and styles become nothing."""
    loader = DjangoViteAssetLoader.instance()
    monkeypatch.setattr(loader, "generate_vite_asset", lambda *args, **kwargs: "")
