"""The same file layer against an S3 server."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from django.core.files.storage import storages
from django.test import override_settings

from ocop.environment import Environment
from ocop.platform.files import storing
from ocop.platform.files.models import StoredFile
from tests.closing import let_go
from tests.platform.test_files import pdf, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    """An S3 server in a process of its own, with one bucket."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = subprocess.Popen(
        [Path(sys.executable).parent / "moto_server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="k",
        aws_secret_access_key="s",
        region_name="us-east-1",
        config=Config(retries={"total_max_attempts": 40, "mode": "standard"}, connect_timeout=2),
    )
    client.create_bucket(Bucket="ocop")
    client.close()
    yield f"s3://k:s@127.0.0.1:{port}/ocop?tls=no"
    running.terminate()
    running.wait(timeout=10)


@pytest.fixture
def s3(server, monkeypatch, settings, tmp_path):
    monkeypatch.setenv("OCOP_FILES_URL", server)
    described = Environment().file_storage("OCOP_FILES_URL", folder=tmp_path)
    with override_settings(STORAGES={**settings.STORAGES, "default": described}):
        store = storages["default"]
        yield store
        store.connection.meta.client.close()


def test_a_file_is_stored_read_and_found_unchanged_on_s3(s3, noon):
    stored = storing.store(io.BytesIO(pdf()), at=noon)
    assert s3.exists(stored.location)
    assert storing.read(stored) == pdf()
    assert storing.holds(stored)


def test_the_same_content_is_written_to_s3_once(s3, noon):
    first = storing.store(io.BytesIO(picture()), at=noon)
    StoredFile.objects.all().delete()  # as after a transaction that failed: the content is there, its row is not
    again = storing.store(io.BytesIO(picture()), at=noon)
    assert again.location == first.location
    assert storing.holds(again)


def test_a_download_streams_from_s3_with_its_vietnamese_name(s3, noon):
    stored = storing.store(io.BytesIO(pdf()), at=noon)
    answer = storing.response(stored, name="Phiếu kiểm nghiệm.pdf", inline=True)
    assert b"".join(answer.streaming_content) == pdf()
    assert "Phi%E1%BA%BFu" in answer["Content-Disposition"]
    let_go(answer)
