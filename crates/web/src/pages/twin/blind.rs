//! `/accounts/{account}/twin/blind`: which of two replies did the owner really write?

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
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
use crate::parts::columns::percent;

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

/// `GET /accounts/{account}/twin/blind`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
) -> Result<Markup, Error> {
    let account = parse(&account)?;
    let round = site.engine.blind_round(account, None).await?.ok_or(Error::NotFound)?;
    let accounts = site.engine.accounts().await?;
    let frame = Frame { of: find(&accounts, account)?, accounts: &accounts, tab: Tab::Likeness };
    Ok(page(&view, frame, ask(view.lang, account, &round)))
}

/// `POST /accounts/{account}/twin/blind`
pub(crate) async fn tell(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
    form: Result<Form<Taken>, FormRejection>,
) -> Result<Markup, Error> {
    let account = parse(&account)?;
    let Form(taken) = form?;
    let verdict = site.engine.tell_apart(account, taken.seed, taken.of_pairs()).await?;
    let verdict = verdict.ok_or(Error::NotFound)?;
    let accounts = site.engine.accounts().await?;
    let frame = Frame { of: find(&accounts, account)?, accounts: &accounts, tab: Tab::Likeness };
    Ok(page(&view, frame, told(view.lang, account, &verdict)))
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
                    p { (t!(lang, "blind-score-about", share = percent(share))) }
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
            "seed": 7, "pick-0": "1", "pick-2": "0", "pick-3": "9",
        }))
        .unwrap();
        let taken = taken.of_pairs();
        assert_eq!(taken[..4], [Some(1), None, Some(0), None]);
    }
}
