"""A certificate authority of the test's own, made with the openssl program.

`openssl` is among the packages that the tests need; keys are small because they live for a test.
"""
import pathlib
import subprocess


class Authority:
    """Certificates signed by one authority, as PEM files in a folder."""

    def __init__(self, folder: pathlib.Path, name: str = "Test CA"):
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "ca.pem"
        _openssl("req", "-x509", *_NEW_KEY, "-keyout", folder / "ca.key", "-out", self.file, "-days",
                 "2", "-subj", f"/CN={name}")

    def issue(self, label: str, *names: str, days: int = 2) -> tuple:
        """(certificate file, key file) for these DNS names and addresses; expired when days < 0."""
        key, request, certificate = (self.folder / f"{label}.{end}" for end in ("key", "csr", "pem"))
        alternative = ",".join(("IP:" if name.replace(".", "").isdigit() else "DNS:") + name
                               for name in names)
        _openssl("req", "-new", *_NEW_KEY, "-keyout", key, "-out", request, "-subj", f"/CN={names[0]}")
        extensions = self.folder / f"{label}.ext"
        extensions.write_text(f"subjectAltName={alternative}\n")
        dates = ["-days", str(days)]
        if days < 0:
            return self._issue_expired(label, key, request, extensions, certificate)
        _openssl("x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self.folder / "ca.key",
                 "-CAcreateserial", "-out", certificate, "-extfile", extensions, *dates)
        return certificate, key

    def _issue_expired(self, label: str, key, request, extensions, certificate) -> tuple:
        """`openssl x509` cannot date back; `openssl ca` can."""
        base = self.folder / f"{label}-ca"
        base.mkdir()
        (base / "index.txt").touch()
        (base / "serial").write_text("77\n")
        settings = base / "ca.conf"
        settings.write_text(f"[ca]\ndefault_ca=x\n[x]\ndatabase={base}/index.txt\nserial={base}/serial\n"
                            f"new_certs_dir={base}\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n")
        _openssl("ca", "-batch", "-config", settings, "-cert", self.file, "-keyfile",
                 self.folder / "ca.key", "-in", request, "-out", certificate, "-notext", "-extfile",
                 extensions, "-startdate", "20200101000000Z", "-enddate", "20200201000000Z")
        return certificate, key


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _openssl(*words) -> None:
    done = subprocess.run(["openssl", *(str(word) for word in words)], capture_output=True, text=True,
                          timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"openssl {words[0]}: {done.stderr}")
