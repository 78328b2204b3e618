//! Every page as it is for whoever cannot see it well, or uses no mouse: looked through by
//! [axe-core](https://github.com/dequelabs/axe-core).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Html;
use axum::routing::get;
use e2e::Browser;

use super::pages;
use crate::assets;
use crate::i18n::Lang;

/// Screens, in CSS pixels.
const WIDE: (u32, u32) = (1280, 800);
const NARROW: (u32, u32) = (390, 844);

#[tokio::test(flavor = "multi_thread")]
async fn no_page_has_a_serious_fault_for_who_cannot_see_it() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let all: BTreeMap<String, String> = Lang::ALL.into_iter().flat_map(pages).collect();
    let all = Arc::new(all);
    let shown = Arc::clone(&all);
    let page = async move |Path(name): Path<String>| Html(shown[&name].clone());
    let site =
        Router::new().route("/pages/{name}", get(page)).route("/assets/{*name}", get(assets::get));
    let server = tokio::spawn(async move { axum::serve(listener, site).await });

    let browser = Browser::start("en", WIDE.0, WIDE.1).await.unwrap();
    let mut faults = Vec::new();
    // What a page is for a reader hardly depends on language and width: each is read in one language
    // with one width, every second one in the other, and in both colours.
    for (number, name) in all.keys().filter(|name| name.ends_with(".en")).enumerate() {
        let name = if number % 2 == 0 { name.clone() } else { name.replace(".en", ".ru") };
        let (width, height) = if number % 4 < 2 { WIDE } else { NARROW };
        browser.resize(width, height).await.unwrap();
        browser.open(&format!("{base}/pages/{name}")).await.unwrap();
        for is_dark in [false, true] {
            browser.in_the_dark(is_dark).await.unwrap();
            let found = browser.faults_of_reading().await.unwrap();
            faults.extend(found.into_iter().map(|fault| format!("{name}, {width}: {fault}")));
        }
    }
    server.abort();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
