//! `/history/erase`: erases what a filter finds, after asking.

use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use domain::AuditAction;
use engine::Search;
use maud::{Markup, html};

use super::filter::Filter;
use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::t;
use crate::layout::{self, View};
use crate::source::Came;

/// More than this is not counted.
const COUNTED: u64 = 10_000;

/// `GET /history/erase`: how much that is, before it is done.
pub(crate) async fn ask(
    Here(site): Here,
    view: View,
    query: Result<Query<Filter>, QueryRejection>,
) -> Result<Markup, Error> {
    let Query(filter) = query?;
    site.confirmed()?;
    let count = site.engine.count_found(&found_by(&site, &filter).await?, COUNTED).await?;
    Ok(asked(&view, &filter, count))
}

/// `POST /history/erase`
pub(crate) async fn erase(
    Here(site): Here,
    view: View,
    Came(source): Came,
    form: Result<Form<Filter>, FormRejection>,
) -> Result<Markup, Error> {
    let Form(filter) = form?;
    site.confirmed()?;
    let search = found_by(&site, &filter).await?;
    // Before, because it takes a while, and nobody may wait for its end.
    site.write_down(AuditAction::HistoryErased, "", &source).await?;
    let count = site.engine.erase(&search).await?;
    // Whoever changes its language is not asked whether to erase more.
    let view = View { path: "/history".to_owned(), ..view.of_site(&site).await };
    Ok(done(&view, count))
}

async fn found_by(site: &Site, filter: &Filter) -> Result<Search, Error> {
    let accounts = site.engine.accounts().await?;
    // What leads here stands on a page that has understood the filter.
    let search = filter.search(&site.engine, &accounts, false, 0).map_err(|_| Error::Filter)?;
    all_is_found(site, &search).await?;
    Ok(search)
}

/// Goes on only if no message is missing from what is found.
pub(super) async fn all_is_found(site: &Site, search: &Search) -> Result<(), Error> {
    match site.engine.indexing(search.account).await? {
        Some(_) => Err(Error::Indexing),
        None => Ok(()),
    }
}

/// The page that asks.
pub(crate) fn asked(view: &View, filter: &Filter, count: u64) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "erase-title");
    let back = filter.address("/history", ("", ""));
    let content = html! {
        section.card.lonely {
            h1 { (title) }
            @if count == 0 {
                p { (t!(lang, "past-nothing")) }
            } @else {
                @if filter.fields().next().is_none() { p.problem { (t!(lang, "erase-all")) } }
                p {
                    strong {
                        @if count < COUNTED { (t!(lang, "erase-count", count = count)) }
                        @else { (t!(lang, "erase-many", count = count)) }
                    }
                }
                p { (t!(lang, "erase-about")) }
                p { (t!(lang, "erase-telegram")) }
                form method="post" action="/history/erase" {
                    @for (name, value) in filter.fields() { input type="hidden" name=(name) value=(value); }
                    button.danger type="submit" { (t!(lang, "erase-do")) }
                }
            }
            a href=(back) { (t!(lang, "erase-back")) }
        }
    };
    layout::page(view, &title, content)
}

/// What was done.
pub(crate) fn done(view: &View, count: u64) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "erase-done");
    let content = html! {
        section.card.lonely {
            h1 { (title) }
            p { (t!(lang, "erase-done-count", count = count)) }
            a role="button" href="/history" { (t!(lang, "past-title")) }
        }
    };
    layout::page(view, &title, content)
}
