//! `/accounts/{account}/twin/blind`: which of two replies did the owner really write?

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::AccountId;
use engine::{BlindPair, BlindRound, BlindVerdict};
use maud::{Markup, html};
use serde::Deserialize;

use super::likeness::context;
use super::{Frame, Tab, find, page};
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::layout::View;
use crate::pages::parse;
use crate::parts::number::percent;

/// The most pairs that a form can have.
const MOST: usize = 20;

/// The address of the test.
pub(super) fn address(account: AccountId) -> String {
    format!("/accounts/{account}/twin/blind")
}

/// What the owner takes for theirs: `pick-0=1` is the second reply of the first pair.
#[derive(Debug, Deserialize)]
pub(crate) struct Taken {
    seed: u64,
    /// Of which measurement, by the milliseconds of its time.
    made_at: i64,
    #[serde(flatten)]
    picks: std::collections::HashMap<String, String>,
}

impl Taken {
    fn of_pairs(&self) -> Vec<Option<usize>> {
        let pick = |pair: usize| match self.picks.get(&format!("pick-{pair}"))?.as_str() {
            "0" => Some(0),
            "1" => Some(1),
            _ => None,
        };
        (0..MOST).map(pick).collect()
    }
}

/// The round that was told apart just now.
#[derive(Debug, Deserialize)]
pub(crate) struct Told {
    seed: Option<u64>,
}

/// `GET /accounts/{account}/twin/blind`: a new round, or how the one of the seed went.
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
    query: Result<Query<Told>, QueryRejection>,
) -> Result<Markup, Error> {
    let account = parse(&account)?;
    let Query(Told { seed }) = query?;
    let verdict = match seed {
        Some(seed) => site.engine.told_apart(account, seed).await?,
        None => None,
    };
    let content = match verdict {
        Some(verdict) => told(view.lang, account, &verdict),
        None => {
            let round = site.engine.blind_round(account, None).await?.ok_or(Error::NotFound)?;
            ask(view.lang, account, &round)
        }
    };
    let accounts = site.engine.accounts().await?;
    let frame = Frame { of: find(&accounts, account)?, accounts: &accounts, tab: Tab::Likeness };
    Ok(page(&view, frame, content))
}

/// `POST /accounts/{account}/twin/blind`: judges a round, and leads to how it went. Replies of another measurement
/// than the open page shows are not judged.
pub(crate) async fn tell(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
    form: Result<Form<Taken>, FormRejection>,
) -> Result<Response, Error> {
    let account = parse(&account)?;
    let Form(taken) = form?;
    let round = site.engine.blind_round(account, Some(taken.seed)).await?.ok_or(Error::NotFound)?;
    let is_of_page = round.made_at.is_some_and(|at| at.as_millis() == taken.made_at);
    let (status, content) = if is_of_page {
        let verdict = site.engine.tell_apart(account, round, taken.of_pairs()).await?;
        if verdict.taken.iter().any(Option::is_some) {
            let to = format!("{}?seed={}", address(account), taken.seed);
            return Ok(Redirect::to(&to).into_response());
        }
        (StatusCode::OK, told(view.lang, account, &verdict))
    } else {
        (StatusCode::CONFLICT, anew(view.lang, account, &round))
    };
    let accounts = site.engine.accounts().await?;
    let frame = Frame { of: find(&accounts, account)?, accounts: &accounts, tab: Tab::Likeness };
    Ok((status, page(&view, frame, content)).into_response())
}

/// What there is instead of a test that is gone.
pub(crate) fn anew(lang: Lang, account: AccountId, round: &BlindRound) -> Markup {
    html! {
        p.problem role="alert" { (t!(lang, "blind-anew")) }
        (ask(lang, account, round))
    }
}

/// The pairs, to be told apart.
pub(crate) fn ask(lang: Lang, account: AccountId, round: &BlindRound) -> Markup {
    html! {
        div.blind {
            h2.sentence { (t!(lang, "blind-title")) }
            @if round.pairs.is_empty() {
                p.nothing { (t!(lang, "blind-measure-first")) }
                a.button href=(super::address(account, Tab::Likeness)) { (t!(lang, "likeness-measure")) }
            } @else {
                p { (t!(lang, "blind-how")) }
                form method="post" action=(address(account)) {
                    input type="hidden" name="seed" value=(round.seed);
                    @if let Some(at) = round.made_at { input type="hidden" name="made_at" value=(at.as_millis()); }
                    ol {
                        @for (place, pair) in round.pairs.iter().enumerate() {
                            @let number: usize = place + 1;
                            li.card { fieldset {
                                legend.visually-hidden { (t!(lang, "blind-pair", number = number)) }
                                (context(&pair.context))
                                div.two {
                                    @for (at, reply) in pair.replies.iter().enumerate() {
                                        label.option {
                                            input type="radio" name={ "pick-" (place) } value=(at);
                                            span.dialogue { @for text in reply { span.bubble.mine dir="auto" { (text) } } }
                                        }
                                    }
                                }
                            } }
                        }
                    }
                    button type="submit" { (t!(lang, "blind-done")) }
                }
            }
        }
    }
}

/// How it went.
pub(crate) fn told(lang: Lang, account: AccountId, verdict: &BlindVerdict) -> Markup {
    let shown = verdict.taken.iter().flatten().count();
    let share = verdict.told as f64 / shown.max(1) as f64;
    html! {
        div.blind {
            @if shown == 0 {
                p.problem role="alert" { (t!(lang, "blind-nothing-taken")) }
            } @else {
                section.card.in-short-of {
                    p.big { strong { (t!(lang, "blind-score", told = verdict.told, shown = shown)) } }
                    p { (t!(lang, "blind-score-about", share = percent(lang, share))) }
                }
            }
            ol {
                @for (pair, taken) in verdict.round.pairs.iter().zip(&verdict.taken) {
                    li.card { (context(&pair.context)) (revealed(lang, pair, *taken)) }
                }
            }
            div.actions {
                a.button href=(address(account)) { (t!(lang, "blind-again")) }
                a.button.plain href=(super::address(account, Tab::Likeness)) { (t!(lang, "blind-back")) }
            }
        }
    }
}

fn revealed(lang: Lang, pair: &BlindPair, taken: Option<usize>) -> Markup {
    html! {
        div.two {
            @for (at, reply) in pair.replies.iter().enumerate() {
                @let is_real = at == pair.real;
                div.option.real[is_real] {
                    p.facts {
                        strong { @if is_real { (t!(lang, "likeness-you")) } @else { (t!(lang, "likeness-twin")) } }
                        @if taken == Some(at) && is_real { span.status.good { (t!(lang, "blind-right")) } }
                        @if taken == Some(at) && !is_real { span.status.quiet { (t!(lang, "blind-wrong")) } }
                    }
                    div.dialogue { @for text in reply { p.bubble.mine[is_real].by-twin[!is_real] dir="auto" { (text) } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_tapped_is_read_pair_by_pair() {
        let taken: Taken = serde_json::from_value(serde_json::json!({
            "seed": 7, "made_at": 1, "pick-0": "1", "pick-2": "0", "pick-3": "9",
        }))
        .unwrap();
        let taken = taken.of_pairs();
        assert_eq!(taken[..4], [Some(1), None, Some(0), None]);
    }
}
