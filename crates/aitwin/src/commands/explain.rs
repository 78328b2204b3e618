//! `aitwin explain`: what a model was asked for a reply, and what came of it.

use std::path::Path;

use anyhow::Result;
use domain::Usage;
use engine::{Asked, CancelReason, ExplainedReply, Explanation, Outcome, Verdict, Weighed};

use super::{plain, say};
use crate::cli::{DataArgs, ExplainArgs};
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::rule;
use crate::trouble::{Trouble, of_model};
use crate::wiring;

pub(crate) async fn explain(
    texts: &Texts,
    config: Option<&Path>,
    arguments: ExplainArgs,
) -> Result<()> {
    let ExplainArgs { reply, data: DataArgs { data, database_url } } = arguments;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    let nothing = || Trouble::NothingToExplain { id: reply.clone() };
    let id = reply.as_deref().map(str::parse).transpose().map_err(|_| nothing())?;
    let opened = wiring::reopen(&config).await?;
    let found = engine::explanation(&opened.store, opened.owner, id).await?;
    let ExplainedReply { id, chat, at, explanation, .. } = found.ok_or_else(nothing)?;
    let time = jiff::Timestamp::from_millisecond(at.as_millis())?
        .to_zoned(style::TimeZone::system())
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string();
    let (id, chat) = (id.to_string(), chat.to_string());
    say(&text!(texts, "explain-head", id = id, chat = chat, time = time))?;
    say(&outcome(texts, &explanation.outcome))?;
    say(&took(texts, &explanation))?;
    asked(texts, &explanation.asked)?;
    for (place, candidate) in (1..).zip(&explanation.candidates) {
        section(&text!(texts, "explain-candidate", place = place))?;
        say(&indented(candidate))?;
    }
    if !explanation.drafts.is_empty() {
        section(&text!(texts, "explain-drafts"))?;
        for one in &explanation.drafts {
            say(&draft(texts, one))?;
        }
    }
    Ok(())
}

fn outcome(texts: &Texts, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Silent => text!(texts, "explain-silent"),
        Outcome::Planned { bubbles, confidence } => {
            let sure = percent(*confidence);
            text!(texts, "explain-planned", said = in_a_line(bubbles), sure = sure)
        }
        Outcome::Watched { bubbles, confidence } => {
            let sure = percent(*confidence);
            text!(texts, "explain-watched", said = in_a_line(bubbles), sure = sure)
        }
        Outcome::AskedOwner { rule, bubbles } => {
            let rule = rule::name(texts, *rule);
            text!(texts, "explain-asked", said = in_a_line(bubbles), rule = rule)
        }
        Outcome::Failed { why, said } if said.is_empty() => {
            text!(texts, "explain-failed", why = of_model(texts, why))
        }
        Outcome::Failed { why, said } => {
            let why = of_model(texts, why);
            text!(texts, "explain-recalled", why = why, said = in_a_line(said))
        }
        Outcome::GivenUp { why } => {
            let why = match why {
                CancelReason::OwnerWrote => text!(texts, "explain-owner-wrote"),
                CancelReason::NewMessage => text!(texts, "explain-new-message"),
                CancelReason::ModeChanged => text!(texts, "explain-mode-changed"),
                CancelReason::OwnerStopped => text!(texts, "explain-owner-stopped"),
                CancelReason::ConnectionEnded => text!(texts, "explain-connection-ended"),
                CancelReason::Changed => text!(texts, "explain-changed"),
                CancelReason::Held => text!(texts, "explain-held"),
                CancelReason::Forgotten => text!(texts, "explain-forgotten"),
            };
            text!(texts, "explain-given-up", why = why)
        }
    }
}

fn took(texts: &Texts, explanation: &Explanation) -> String {
    let Explanation { asked, answered, usage, cost, took_ms, .. } = explanation;
    let Usage { prompt, cached, completion, estimated } = *usage;
    let mut line = text!(
        texts,
        "explain-took",
        model = answered.as_deref().unwrap_or(&asked.model),
        seconds = texts.decimal(*took_ms as f64 / 1000.0, 1),
        prompt = prompt,
        cached = cached,
        written = completion
    );
    let cost = cost.map(|cost| texts.decimal(cost as f64 / 1e9, 6));
    let cost = cost.map(|cost| text!(texts, "explain-cost", cost = cost));
    let estimated = (estimated > 0).then(|| text!(texts, "explain-estimated", tokens = estimated));
    for more in cost.into_iter().chain(estimated) {
        line.push(' ');
        line.push_str(&more);
    }
    line
}

/// Prints what went in, in the order in which the model read it.
fn asked(texts: &Texts, asked: &Asked) -> Result<()> {
    let Asked { candidates, temperature, max_tokens: tokens, seed, shown, .. } = asked;
    let (candidates, tokens, seed) = (*candidates, *tokens, seed.to_string());
    say(&text!(
        texts,
        "explain-sampling",
        candidates = candidates,
        temperature = texts.decimal(f64::from(*temperature), 2),
        tokens = tokens,
        seed = seed
    ))?;
    if !shown.is_empty() {
        section(&text!(texts, "explain-exemplars"))?;
        for one in shown {
            let alike = percent(one.similarity);
            say(&text!(texts, "explain-alike", alike = alike))?;
            say(&indented(&one.question))?;
            say(&indented(&format!("→ {}", in_a_line(&one.answer))))?;
        }
    }
    for (head, part) in [
        (text!(texts, "explain-rules"), &asked.rules),
        (text!(texts, "explain-backbone"), &asked.backbone),
        (text!(texts, "explain-transcript"), &asked.transcript),
    ] {
        if !part.trim().is_empty() {
            section(&head)?;
            say(&indented(part))?;
        }
    }
    Ok(())
}

fn draft(texts: &Texts, weighed: &Weighed) -> String {
    let Weighed { draft, verdict } = weighed;
    let verdict = match verdict {
        Verdict::Allow => text!(texts, "explain-allowed"),
        Verdict::Refuse(rule) => text!(texts, "explain-refused", rule = rule::name(texts, *rule)),
        Verdict::AskOwner(rule) => text!(texts, "explain-ask", rule = rule::name(texts, *rule)),
    };
    let score = texts.decimal(f64::from(draft.score), 2);
    let likeness = percent(draft.likeness);
    let line = text!(texts, "explain-draft", score = score, likeness = likeness, verdict = verdict);
    format!("{line}\n{}", indented(&draft.bubbles.join("\n")))
}

fn percent(part: f32) -> i32 {
    (part * 100.0).round() as i32
}

fn section(head: &str) -> Result<()> {
    say(&format!("\n{head}"))
}

/// A text of others, moved in.
fn indented(text: &str) -> String {
    let lines = text.trim_end().lines().map(|line| format!("  {}", plain(line)));
    lines.collect::<Vec<_>>().join("\n")
}

/// Messages of others in one line.
fn in_a_line(messages: &[String]) -> String {
    plain(&messages.join(" | ").replace('\n', " / "))
}
