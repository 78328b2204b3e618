//! What goes over the wire compressed: pages and answers of the API, and no live streams, each event of which
//! is wanted at once. Assets bring their own compressed form.
//!
//! How long a compressed page is tells a little of what stands in it, so nothing is compressed that
//! somebody else's page has the browser ask for (BREACH): see `docs/security.md`.

use axum::extract::Request;
use axum::http::header::ACCEPT_ENCODING;
use axum::middleware::Next;
use axum::response::Response;
use tower_http::compression::{CompressionLayer, CompressionLevel};

/// Compresses what is worth it for those who take it.
pub(crate) fn compressed() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Fastest)
}

/// Answers another site's pages, and whoever is led here by them, with what takes no compression.
pub(crate) async fn plain_for_others(mut request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        request.headers_mut().remove(ACCEPT_ENCODING);
    }
    next.run(request).await
}
