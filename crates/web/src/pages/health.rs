//! `GET /health`: 200 while the server answers, for probes.

pub(crate) async fn get() -> &'static str {
    "ok\n"
}
