//! `GET /`: to the demo, or to the accounts where there is none.

use axum::response::Redirect;

use crate::layout::View;

pub(crate) async fn get(view: View) -> Redirect {
    Redirect::to(if view.demo { "/demo" } else { "/accounts" })
}
