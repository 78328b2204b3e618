//! `POST /accounts/{account}/history`: has the account's own history read from Telegram.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use domain::AccountId;

use crate::enter::Here;
use crate::error::Error;
use crate::layout::View;
use crate::pages::account::Chats;
use crate::pages::parse;
use crate::stream::Live;

pub(crate) async fn read(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
) -> Result<Response, Error> {
    let account: AccountId = parse(&account)?;
    site.engine.account(account).await?.ok_or(Error::NotFound)?;
    // Asked for twice it is read once.
    site.engine.read_history(account).await?;
    if view.is_htmx {
        return Ok(Chats { site, lang: view.lang, account }.all().await?.into_response());
    }
    Ok(Redirect::to(&format!("/accounts/{account}")).into_response())
}
