//! What a model was asked for a reply, and what came of it: `…/explained/{reply}`, and the list of a
//! chat's: `…/chats/{peer}/explained`.

use axum::extract::Path;
use domain::{AccountId, Reply, ReplyId, Timestamp, Usage};
use engine::{Asked, ExplainedReply, Explanation, Outcome, Recalled, TwinEvent, Weighed};
use maud::{Markup, html};

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::{parse, parse_peer};
use crate::parts::model::{decimal, money, rule_name, trouble, verdict};
use crate::parts::recalled::percent;
use crate::parts::{reason, recalled, time};

/// How many are listed.
const LISTED: usize = 50;

/// `GET /accounts/{account}/explained/{reply}`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path((account, reply)): Path<(String, String)>,
) -> Result<Markup, Error> {
    let (account, reply): (AccountId, ReplyId) = (parse(&account)?, parse(&reply)?);
    let found = site.engine.explanation(reply).await?;
    if let Some(found) = found.filter(|found| found.account == account) {
        return Ok(page(&view, &found));
    }
    drawn(&site, &view, account, reply).await
}

/// Why the twin said what no model wrote.
async fn drawn(site: &Site, view: &View, account: AccountId, id: ReplyId) -> Result<Markup, Error> {
    let found = site.engine.reply(id).await?.filter(|(reply, _)| reply.account == account);
    let (reply, drawn_from) = found.ok_or(Error::NotFound)?;
    let events = site.engine.recent_events(account, reply.chat);
    let recalled = events.iter().rev().find_map(|stamped| recalled_for(&stamped.event, id));
    let from = match drawn_from {
        Some((chat, asked_at)) => {
            let chat = site.engine.chat(account, chat, 0).await?;
            chat.map(|found| (found.chat.peer.title, asked_at))
        }
        None => None,
    };
    let shown = Drawn { reply: &reply, from, recalled: recalled.unwrap_or_default() };
    Ok(drawn_page(view, &shown))
}

/// What came to mind for a reply, if that was told.
pub(crate) fn recalled_for(event: &TwinEvent, id: ReplyId) -> Option<&[Recalled]> {
    match event {
        TwinEvent::Planned { reply, recalled, .. } | TwinEvent::Drafted { reply, recalled, .. }
            if *reply == id =>
        {
            Some(recalled)
        }
        _ => None,
    }
}

/// A reply that no model wrote.
pub(crate) struct Drawn<'a> {
    pub(crate) reply: &'a Reply,
    /// In which chat the owner answered so, and when they were asked.
    pub(crate) from: Option<(String, Timestamp)>,
    /// What came to mind, if that is remembered.
    pub(crate) recalled: &'a [Recalled],
}

/// The page of such a reply.
pub(crate) fn drawn_page(view: &View, Drawn { reply, from, recalled }: &Drawn<'_>) -> Markup {
    let lang = view.lang;
    let bubbles: Vec<String> = reply.bubbles.iter().map(|bubble| bubble.text.clone()).collect();
    let title = t!(lang, "explained-title");
    let content = html! {
        header.heading {
            a.back href={ "/accounts/" (reply.account) "/chats/" (reply.chat) } aria-label=(t!(lang, "explained-back")) {
                (icons::back())
            }
            div { h1 { (title) } p.facts { (time::lately(reply.created_at)) code { (reply.id) } } }
        }
        div.explaining {
            section.card.explained {
                (said(&t!(lang, "explained-planned", percent = percent(reply.confidence)), &bubbles))
                p { (t!(lang, "explained-no-model")) }
                @if let Some((chat, asked_at)) = from {
                    p { (t!(lang, "explained-drawn-from", chat = chat.as_str())) " " (time::moment(*asked_at)) }
                }
            }
            @if !recalled.is_empty() {
                section.card.explained {
                    h2 { (t!(lang, "step-recalled")) }
                    (recalled::list(lang, recalled, Some(reply.chat)))
                }
            }
        }
    };
    layout::page(view, &title, content)
}

/// `GET /accounts/{account}/chats/{peer}/explained`
pub(crate) async fn list(
    Here(site): Here,
    view: View,
    Path((account, peer)): Path<(String, String)>,
) -> Result<Markup, Error> {
    let (account, peer): (AccountId, _) = (parse(&account)?, parse_peer(&peer)?);
    let chat = site.engine.chat(account, peer, 0).await?.ok_or(Error::NotFound)?;
    let found = site.engine.explanations(account, peer, LISTED).await?;
    Ok(list_page(
        &view,
        &chat.chat.peer.title,
        &format!("/accounts/{account}/chats/{peer}"),
        &found,
    ))
}

/// The address of an explanation.
pub(crate) fn address(account: AccountId, reply: ReplyId) -> String {
    format!("/accounts/{account}/explained/{reply}")
}

/// The page with the explanations of a chat.
pub(crate) fn list_page(view: &View, with: &str, chat: &str, found: &[ExplainedReply]) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "explained-list", other = with);
    let content = html! {
        header.heading {
            a.back href=(chat) aria-label=(t!(lang, "explained-back")) { (icons::back()) }
            div { h1 { (title) } p { (t!(lang, "explained-kept")) } }
        }
        ul.card.explained-list {
            @for one in found {
                li {
                    a href=(address(one.account, one.id)) { (time::lately(one.at)) }
                    " " (came_of_it(lang, &one.explanation.outcome))
                }
            }
            @if found.is_empty() { li.empty { (icons::model()) p { (t!(lang, "explained-none")) } } }
        }
    };
    layout::page(view, &title, content)
}

/// The page of one explanation.
pub(crate) fn page(view: &View, found: &ExplainedReply) -> Markup {
    let lang = view.lang;
    let ExplainedReply { account, chat, at, explanation, .. } = found;
    let Explanation { asked, candidates, drafts, outcome, .. } = explanation;
    let title = t!(lang, "explained-title");
    let content = html! {
        header.heading {
            a.back href={ "/accounts/" (account) "/chats/" (chat) } aria-label=(t!(lang, "explained-back")) {
                (icons::back())
            }
            div { h1 { (title) } p.facts { (time::lately(*at)) code { (found.id) } } }
        }
        div.explaining {
            section.card.explained {
                (came_of_it(lang, outcome))
                (took(lang, explanation))
            }
            @if !drafts.is_empty() {
                section.card.explained {
                    h2 { (t!(lang, "explained-drafts")) }
                    ol { @for one in drafts { (draft(lang, one)) } }
                }
            }
            section.card.explained {
                h2 { (t!(lang, "explained-asked")) }
                (sampling(lang, asked))
                (part(&t!(lang, "explained-rules"), &asked.rules))
                (part(&t!(lang, "explained-backbone"), &asked.backbone))
                (part(&t!(lang, "explained-transcript"), &asked.transcript))
                @for (number, text) in (1..).zip(candidates) {
                    (part(&t!(lang, "explained-wrote", number = number), text))
                }
                @if !asked.known.is_empty() {
                    h3 { (t!(lang, "explained-known")) }
                    ul { @for fact in &asked.known { li { (fact) } } }
                }
                @if !asked.shown.is_empty() {
                    h3 { (t!(lang, "explained-exemplars")) }
                    (recalled::list(lang, &asked.shown, Some(*chat)))
                }
            }
        }
    };
    layout::page(view, &title, content)
}

fn came_of_it(lang: Lang, outcome: &Outcome) -> Markup {
    match outcome {
        Outcome::Silent => html! { p { (t!(lang, "explained-silent")) } },
        Outcome::Planned { bubbles, confidence } => {
            said(&t!(lang, "explained-planned", percent = percent(*confidence)), bubbles)
        }
        Outcome::Watched { bubbles, confidence } => {
            said(&t!(lang, "explained-watched", percent = percent(*confidence)), bubbles)
        }
        Outcome::AskedOwner { rule, bubbles } => {
            said(&t!(lang, "explained-ask", rule = rule_name(lang, *rule)), bubbles)
        }
        Outcome::Failed { why, said: words } => {
            let why = trouble(lang, why);
            let head = if words.is_empty() {
                t!(lang, "explained-failed", why = why)
            } else {
                t!(lang, "explained-recalled", why = why)
            };
            said(&head, words)
        }
        Outcome::GivenUp { why } => {
            let why = reason::given_up(lang, *why);
            html! { p { (t!(lang, "explained-given-up", why = why)) } }
        }
    }
}

fn said(head: &str, bubbles: &[String]) -> Markup {
    html! {
        p { (head) }
        @if !bubbles.is_empty() { div.said { @for text in bubbles { p.text { (text) } } } }
    }
}

fn took(lang: Lang, explanation: &Explanation) -> Markup {
    let Explanation { asked, answered, usage, cost, took_ms, .. } = explanation;
    let Usage { prompt, cached, completion, estimated } = *usage;
    html! {
        p.facts {
            code { (answered.as_deref().unwrap_or(&asked.model)) }
            span { (decimal(lang, (*took_ms as f64 / 100.0).round() / 10.0)) " " (t!(lang, "unit-seconds")) }
            span { (t!(lang, "explained-tokens", prompt = prompt, cached = cached, written = completion)) }
            @if let Some(cost) = cost {
                span { (t!(lang, "explained-cost", money = money(lang, *cost))) }
            }
            @if estimated > 0 { span { (t!(lang, "explained-estimated", tokens = estimated)) } }
        }
    }
}

fn draft(lang: Lang, Weighed { draft, verdict: word }: &Weighed) -> Markup {
    let score = decimal(lang, (f64::from(draft.score) * 100.0).round() / 100.0);
    html! {
        li {
            div.said { @for text in &draft.bubbles { p.text { (text) } } }
            p.facts {
                span { (verdict(lang, *word)) }
                span { (t!(lang, "explained-likeness", percent = percent(draft.likeness))) }
                span { (t!(lang, "explained-score", score = score)) }
            }
        }
    }
}

fn sampling(lang: Lang, asked: &Asked) -> Markup {
    let Asked { candidates, temperature, max_tokens: tokens, seed, .. } = asked;
    let (candidates, tokens, seed) = (*candidates, *tokens, seed.to_string());
    let temperature = decimal(lang, (f64::from(*temperature) * 100.0).round() / 100.0);
    let how = t!(
        lang,
        "explained-sampling",
        candidates = candidates,
        temperature = temperature,
        tokens = tokens,
        seed = seed
    );
    html! { p { (how) } }
}

/// A part of what went in, folded up.
fn part(head: &str, text: &str) -> Markup {
    html! {
        @if !text.trim().is_empty() {
            details.more { summary { (head) } pre { (text) } }
        }
    }
}
