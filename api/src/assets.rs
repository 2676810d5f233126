//! Assets: which files do the pages need, and under which address does a browser keep each for good?

use crate::{Kind, Problem};
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A file that is part of the binary.
struct Asset {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
    /// Changes whenever the bytes do.
    hash: String,
}

static ASSETS: LazyLock<[Asset; 5]> = LazyLock::new(|| {
    [
        Asset::new("app.css", "text/css; charset=utf-8", include_bytes!("../assets/app.css")),
        Asset::new("sla.css", "text/css; charset=utf-8", include_bytes!("../assets/sla.css")),
        Asset::new("app.js", "text/javascript; charset=utf-8", include_bytes!("../assets/app.js")),
        Asset::new("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
        Asset::new(
            "htmx.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../assets/vendor/htmx.min.js"),
        ),
    ]
});

impl Asset {
    fn new(name: &'static str, media_type: &'static str, bytes: &'static [u8]) -> Self {
        let digest = Sha256::digest(bytes);
        let head = digest[..8].try_into().expect("a digest has 32 bytes");
        let hash = format!("{:016x}", u64::from_be_bytes(head));
        Self { name, media_type, bytes, hash }
    }
}

pub(crate) async fn asset(
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, Problem> {
    let Path((hash, name)) = path?;
    let asset = ASSETS.iter().find(|it| it.name == name && it.hash == hash);
    let asset = asset.ok_or_else(|| Problem::of(Kind::NotFound))?;
    let headers = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.bytes).into_response())
}

/// The address of a file of ours, such as `app.css`.
///
/// # Panics
///
/// If there is no such file.
pub fn url_of(name: &str) -> String {
    let asset = ASSETS.iter().find(|it| it.name == name).expect("pages name files that there are");
    format!("/assets/{}/{name}", asset.hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vendored_file_is_as_it_was_published() {
        let vendored = include_str!("../assets/vendor/VENDOR.toml");
        let htmx = ASSETS.iter().find(|it| it.name == "htmx.js").unwrap();
        let digest = Sha256::digest(htmx.bytes);
        let digest: Vec<_> = digest.iter().map(|it| format!("{it:02x}")).collect();
        assert!(vendored.contains(&format!("sha256 = \"{}\"", digest.concat())));
    }
}
