"""Static files of several releases side by side: each release has its own list of their names."""

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Collected(CompressedManifestStaticFilesStorage):
    """Files whose names change with their content, so that those of other releases may stay.

    A process of the release before may start again when the files of the next one are collected
    already: with one list for all it would send its pages out with names that are not theirs.
    """

    manifest_name = f"staticfiles-{settings.STATIC_RELEASE}.json"
