//! One reply, and why it reads so: what a model was asked and wrote, what came to mind, what it cost.

use axum::Json;
use domain::{AccountId, Reply, ReplyId, Usage};
use engine::{Asked as Prompted, ExplainedReply, Explanation, Outcome, Verdict, Weighed};
use serde::Serialize;
use utoipa::ToSchema;

use super::ask::RecalledShape;
use super::chats::place;
use super::replies::ReplyShape;
use crate::api::caller::{Caller, Reads};
use crate::api::paging::{Page, Paging};
use crate::api::problem::Problem;
use crate::api::shapes::{Millis, word};
use crate::api::take::{Asked, At, id};
use crate::pages::explained::recalled_for;

/// What came of it.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = Outcome)]
pub(super) struct EndShape {
    /// `planned` (as a reply), `watched` (it would have been sent in another mode), `asked_owner` (it rests on what
    /// only they can know), `failed` (the model gave nothing, and what recall mode said is there instead),
    /// `given_up` (it was not waited for) or `silent`.
    #[schema(example = "planned")]
    outcome: &'static str,
    /// The messages.
    texts: Vec<String>,
    /// How sure the twin was, 0 to 1; of `planned` and `watched`.
    confidence: Option<f32>,
    /// What the guard minded.
    rule: Option<String>,
    /// Why the model gave nothing, or why it was not waited for.
    why: Option<String>,
}

impl From<Outcome> for EndShape {
    fn from(outcome: Outcome) -> Self {
        let sure = |outcome, texts, confidence| Self {
            outcome,
            texts,
            confidence: Some(confidence),
            ..Self::default()
        };
        match outcome {
            Outcome::Silent => Self { outcome: "silent", ..Self::default() },
            Outcome::Planned { bubbles, confidence } => sure("planned", bubbles, confidence),
            Outcome::Watched { bubbles, confidence } => sure("watched", bubbles, confidence),
            Outcome::AskedOwner { rule, bubbles } => Self {
                outcome: "asked_owner",
                texts: bubbles,
                rule: Some(word(&rule)),
                ..Self::default()
            },
            Outcome::Failed { why, said } => {
                let why = serde_json::to_value(why).unwrap_or_default();
                let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
                Self {
                    outcome: "failed",
                    texts: said,
                    rule: text(&why["reason"]["rule"]),
                    why: text(&why["trouble"]),
                    ..Self::default()
                }
            }
            Outcome::GivenUp { why } => {
                Self { outcome: "given_up", why: Some(word(&why)), ..Self::default() }
            }
        }
    }
}

/// Why a reply reads so.
#[derive(Serialize, ToSchema)]
#[schema(as = Explanation)]
pub(super) struct ExplanationShape {
    /// The reply; also of what was never planned as one.
    #[schema(value_type = String)]
    reply: ReplyId,
    /// The account.
    #[schema(value_type = String)]
    account: AccountId,
    /// The chat.
    chat: i64,
    /// When it was composed.
    at: Millis,
    #[serde(flatten)]
    end: EndShape,
    /// The model that wrote; null where none was asked, and the reply is drawn from what the owner has said.
    model: Option<String>,
    /// What the model was asked; null where none was.
    asked: Option<PromptShape>,
    /// What the model wrote, as it wrote it.
    written: Vec<String>,
    /// What was made of that, the best first.
    drafts: Vec<DraftShape>,
    /// The owner's own answers that the model was shown, or that came to mind, the best first. Without a model they
    /// are known for the newest replies since the server started.
    recalled: Vec<RecalledShape>,
    /// What the model was told of what is remembered.
    remembered: Vec<String>,
    /// The answer that the twin gave again, where no model wrote.
    drawn_from: Option<DrawnShape>,
    /// What the model took; null where none was asked.
    took: Option<TookShape>,
}

/// Exactly what a model was asked.
#[derive(Serialize, ToSchema)]
#[schema(as = ExplainedPrompt)]
struct PromptShape {
    /// The rules and how the owner writes, in the role of the system.
    rules: String,
    /// The fixed examples.
    backbone: String,
    /// Examples that fit, what is remembered, and the conversation.
    transcript: String,
    /// Where it was to stop.
    stop: Vec<String>,
    /// How many candidates were wanted.
    candidates: usize,
    /// How freely it was to draw.
    temperature: f32,
    /// How many tokens one candidate might take.
    max_tokens: u32,
    /// The seed, as text: it is larger than some programs count.
    seed: String,
}

/// What was made of what a model wrote.
#[derive(Serialize, ToSchema)]
#[schema(as = ExplainedDraft)]
struct DraftShape {
    /// The messages.
    texts: Vec<String>,
    /// By what the drafts are ordered; compares those of one reply only.
    score: f32,
    /// How likely it is that the owner wrote it, by style alone, 0 to 1.
    likeness: f32,
    /// Whether it may be sent: `allow`, `ask_owner` or `refuse`.
    #[schema(example = "allow")]
    verdict: &'static str,
    /// What the guard minds; null if nothing.
    rule: Option<String>,
}

/// Where a reply is drawn from that no model wrote.
#[derive(Serialize, ToSchema)]
#[schema(as = DrawnFrom)]
struct DrawnShape {
    /// The chat in which the owner answered so.
    chat: i64,
    /// Its name.
    title: String,
    /// When they were asked.
    asked_at: Millis,
}

/// What a model took.
#[derive(Serialize, ToSchema)]
#[schema(as = ExplainedCost)]
struct TookShape {
    /// Tokens read.
    tokens_read: u64,
    /// Of those, how many the provider had kept from an earlier call.
    tokens_cached: u64,
    /// Tokens written.
    tokens_written: u64,
    /// Of all those, how many nobody has told of, and are estimated.
    tokens_estimated: u64,
    /// Money, in billionths of the currency of the prices; null where it is nothing, or not known.
    cost_billionths: Option<u64>,
    /// How long it took, in milliseconds.
    took_ms: u64,
}

impl From<Weighed> for DraftShape {
    fn from(Weighed { draft, verdict }: Weighed) -> Self {
        let (verdict, rule) = match verdict {
            Verdict::Allow => ("allow", None),
            Verdict::AskOwner(rule) => ("ask_owner", Some(rule)),
            Verdict::Refuse(rule) => ("refuse", Some(rule)),
        };
        Self {
            texts: draft.bubbles,
            score: draft.score,
            likeness: draft.likeness,
            verdict,
            rule: rule.as_ref().map(word),
        }
    }
}

impl From<ExplainedReply> for ExplanationShape {
    fn from(ExplainedReply { id, account, chat, at, explanation }: ExplainedReply) -> Self {
        let Explanation { asked, answered, candidates, drafts, usage, cost, took_ms, outcome } =
            explanation;
        let Usage { prompt, cached, completion, estimated } = usage;
        let Prompted { model, rules, backbone, transcript, stop, shown, known, .. } = asked;
        Self {
            reply: id,
            account,
            chat: chat.0,
            at: at.as_millis(),
            end: outcome.into(),
            model: Some(answered.unwrap_or(model)),
            asked: Some(PromptShape {
                rules,
                backbone,
                transcript,
                stop,
                candidates: asked.candidates,
                temperature: asked.temperature,
                max_tokens: asked.max_tokens,
                seed: asked.seed.to_string(),
            }),
            written: candidates,
            drafts: drafts.into_iter().map(Into::into).collect(),
            recalled: shown.into_iter().map(Into::into).collect(),
            remembered: known,
            drawn_from: None,
            took: Some(TookShape {
                tokens_read: prompt,
                tokens_cached: cached,
                tokens_written: completion,
                tokens_estimated: estimated,
                cost_billionths: cost,
                took_ms,
            }),
        }
    }
}

/// Get a reply
///
/// In whatever state it is.
#[utoipa::path(
    get, path = "/api/v1/replies/{reply}", tag = "Replies",
    params(("reply" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = ReplyShape, description = "The reply.")),
    security(("token" = ["read"])),
)]
pub(super) async fn reply(
    caller: Caller<Reads>,
    At(reply): At<String>,
) -> Result<Json<ReplyShape>, Problem> {
    let found = caller.engine.reply_shown(id(&reply)?).await?.ok_or(Problem::NotFound)?;
    Ok(Json(found.into()))
}

/// Explain a reply
///
/// What was asked, what came to mind, how the drafts were scored, and what it cost. What a model was asked is kept
/// for 30 days.
#[utoipa::path(
    get, path = "/api/v1/replies/{reply}/explanation", tag = "Replies",
    params(("reply" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = ExplanationShape, description = "Why it reads so.")),
    security(("token" = ["read"])),
)]
pub(super) async fn explanation(
    caller: Caller<Reads>,
    At(reply): At<String>,
) -> Result<Json<ExplanationShape>, Problem> {
    let reply: ReplyId = id(&reply)?;
    match caller.engine.explanation(reply).await? {
        Some(found) => Ok(Json(found.into())),
        None => drawn(&caller, reply).await.map(Json),
    }
}

/// Why the twin said what no model wrote.
async fn drawn(caller: &Caller<Reads>, id: ReplyId) -> Result<ExplanationShape, Problem> {
    let engine = &caller.engine;
    let (reply, from) = engine.reply(id).await?.ok_or(Problem::NotFound)?;
    let Reply { account, chat, created_at, confidence, bubbles, .. } = reply;
    let drawn_from = match from {
        Some((of, asked_at)) => engine.chat(account, of, 0).await?.map(|found| DrawnShape {
            chat: of.0,
            title: found.chat.peer.title,
            asked_at: asked_at.as_millis(),
        }),
        None => None,
    };
    let events = engine.recent_events(account, chat);
    let recalled = events.iter().rev().find_map(|stamped| recalled_for(&stamped.event, id));
    Ok(ExplanationShape {
        reply: id,
        account,
        chat: chat.0,
        at: created_at.as_millis(),
        end: EndShape {
            outcome: "planned",
            texts: bubbles.into_iter().map(|bubble| bubble.text).collect(),
            confidence: Some(confidence),
            ..EndShape::default()
        },
        model: None,
        asked: None,
        written: Vec::new(),
        drafts: Vec::new(),
        recalled: recalled.unwrap_or_default().iter().cloned().map(Into::into).collect(),
        remembered: Vec::new(),
        drawn_from,
        took: None,
    })
}

/// What came of a moment in which a model was asked.
#[derive(Serialize, ToSchema)]
#[schema(as = ExplainedReply)]
pub(super) struct ExplainedShape {
    /// The reply, by which the whole explanation is got; also of what was never planned as one.
    #[schema(value_type = String)]
    reply: ReplyId,
    /// When it was composed.
    at: Millis,
    /// The model that wrote.
    model: String,
    #[serde(flatten)]
    end: EndShape,
}

impl From<ExplainedReply> for ExplainedShape {
    fn from(ExplainedReply { id, at, explanation, .. }: ExplainedReply) -> Self {
        let Explanation { asked, answered, outcome, .. } = explanation;
        let model = answered.unwrap_or(asked.model);
        Self { reply: id, at: at.as_millis(), model, end: outcome.into() }
    }
}

/// List a chat's explanations
///
/// Those of models, the newest first: also of what was never sent.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/chats/{chat}/explanations", tag = "Replies",
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
        Paging,
    ),
    responses((status = 200, body = Page<ExplainedShape>, description = "Explanations in short.")),
    security(("token" = ["read"])),
)]
pub(super) async fn list(
    caller: Caller<Reads>,
    At(at): At<(String, String)>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<ExplainedShape>>, Problem> {
    let (account, chat) = place(&at)?;
    caller.engine.chat(account, chat, 0).await?.ok_or(Problem::NotFound)?;
    let found = caller.engine.explanations(account, chat, paging.known()?).await?;
    Ok(Json(paging.part_of(found, Into::into)?))
}

#[cfg(test)]
mod tests {
    use engine::{CancelReason, ModelTrouble, Rule, SilenceReason};

    use super::*;

    #[test]
    fn what_came_of_it_is_told_in_words() {
        let reason = SilenceReason::Refused { rule: Some(Rule::Links) };
        let why = ModelTrouble::NothingFits { reason };
        let failed = EndShape::from(Outcome::Failed { why, said: vec!["го".to_owned()] });
        assert_eq!((failed.outcome, failed.why.as_deref()), ("failed", Some("nothing_fits")));
        assert_eq!(
            (failed.rule.as_deref(), &*failed.texts),
            (Some("links"), &["го".to_owned()][..])
        );
        let why = ModelTrouble::Refused { reason: "no".to_owned() };
        let refused = EndShape::from(Outcome::Failed { why, said: Vec::new() });
        assert_eq!((refused.why.as_deref(), refused.rule), (Some("refused"), None));
        let given_up = EndShape::from(Outcome::GivenUp { why: CancelReason::OwnerWrote });
        assert_eq!((given_up.outcome, given_up.why.as_deref()), ("given_up", Some("owner_wrote")));
    }
}
