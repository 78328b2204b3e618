//! Styles, scripts and pictures, embedded in the program and served compressed.
//!
//! The styles stand in `assets/css`, the scripts in `assets/js`, a file for an idea; they are served as one
//! `app.css` and one `app.js`, in the order of their names.

use std::collections::HashMap;
use std::io::Write;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::error::Error;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

struct Asset {
    plain: Bytes,
    gzip: Bytes,
    content_type: &'static str,
    /// The first digits of the content's SHA-256.
    version: String,
}

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let whole = Files::iter().filter(|name| !is_part(name)).filter_map(|name| {
        let data = Files::get(&name)?.data.into_owned();
        Some((name.to_string(), Asset::new(&name, data)?))
    });
    let joined = [("app.css", joined("css/", "", "")), ("app.js", script())]
        .into_iter()
        .filter_map(|(name, text)| Some((name.to_owned(), Asset::new(name, text)?)));
    whole.chain(joined).collect()
});

/// `GET /favicon.ico`: where browsers look for a picture of what is no page.
pub(crate) async fn favicon() -> Redirect {
    Redirect::permanent("/assets/icon.svg")
}

/// Whether a file is served only together with others.
fn is_part(name: &str) -> bool {
    name.starts_with("css/") || name.starts_with("js/")
}

/// The files of a folder one after another, each between two texts.
fn joined(folder: &str, before: &str, after: &str) -> Vec<u8> {
    let mut names: Vec<_> = Files::iter().filter(|name| name.starts_with(folder)).collect();
    names.sort();
    let files = names.iter().filter_map(|name| Files::get(name));
    files.flat_map(|file| [before.as_bytes(), &file.data, after.as_bytes()].concat()).collect()
}

/// Each script in a block of its own, so that they may use the same names.
fn script() -> Vec<u8> {
    [b"\"use strict\";\n".as_slice(), &joined("js/", "{\n", "}\n")].concat()
}

impl Asset {
    /// `None` for what is not for browsers: licences and notes.
    fn new(name: &str, data: Vec<u8>) -> Option<Self> {
        let content_type = match name.rsplit_once('.')?.1 {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            _ => return None,
        };
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&data).expect("a vector takes any bytes");
        Some(Self {
            gzip: gzip.finish().expect("a vector takes any bytes").into(),
            content_type,
            version: Sha256::digest(&data)[..6].iter().map(|b| format!("{b:02x}")).collect(),
            plain: data.into(),
        })
    }
}

/// The address of an asset. It changes with its content, so that browsers may keep it for ever.
pub(crate) fn url(name: &str) -> String {
    let version = ASSETS.get(name).map_or("", |asset| asset.version.as_str());
    format!("/assets/{name}?v={version}")
}

/// `GET /assets/{*name}`
pub(crate) async fn get(
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let asset = ASSETS.get(&name).ok_or(Error::NotFound)?;
    let etag = format!("\"{}\"", asset.version);
    let current = query.and_then(|query| Some(query.strip_prefix("v=")? == asset.version));
    let cache =
        if current == Some(true) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let common = [
        (CACHE_CONTROL, cache),
        (CONTENT_TYPE, asset.content_type),
        (ETAG, &etag),
        (VARY, "Accept-Encoding"),
    ];
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let takes_gzip = headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|coding| coding.trim().starts_with("gzip")));
    Ok(if takes_gzip {
        (common, [(CONTENT_ENCODING, "gzip")], asset.gzip.clone()).into_response()
    } else {
        (common, asset.plain.clone()).into_response()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_a_page_loads_is_under_55_kb_over_the_wire() {
        let bytes: usize = ASSETS.values().map(|asset| asset.gzip.len()).sum();
        assert!(bytes < 55_000, "{bytes} bytes");
    }

    #[tokio::test]
    async fn a_current_address_is_kept_for_ever_and_an_old_one_is_not() {
        async fn cache_control(query: String) -> String {
            let name = Path("app.css".to_owned());
            let response = get(name, RawQuery(Some(query)), HeaderMap::new()).await.unwrap();
            response.headers()[CACHE_CONTROL].to_str().unwrap().to_owned()
        }
        let current = url("app.css").split_once('?').unwrap().1.to_owned();
        assert!(cache_control(current).await.contains("immutable"));
        assert_eq!(cache_control("v=old".to_owned()).await, "no-cache");
    }

    #[test]
    fn nothing_is_loaded_from_another_machine() {
        for (name, asset) in ASSETS.iter().filter(|(name, _)| name.ends_with(".css")) {
            let text = std::str::from_utf8(&asset.plain).unwrap();
            assert!(!text.contains("@import") && !text.contains("url(http"), "{name}");
        }
    }
}
