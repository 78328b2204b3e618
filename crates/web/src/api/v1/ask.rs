//! The twin, asked: what it would answer, and why. Nothing is sent.

use axum::Json;
use domain::Scope;
use engine::{Composition, LONGEST_TEXT, ModelTrouble, Recalled, TwinsAnswer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::chats::place;
use crate::api::caller::{Caller, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{Millis, word};
use crate::api::take::{At, Body};

/// What the twin is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AskTwin, example = json!({"text": "When do you come?"}))]
pub(super) struct AskTwin {
    /// What somebody might write there; null means what stands there unanswered.
    #[serde(default)]
    #[schema(max_length = 4096)]
    text: Option<String>,
}

/// What the twin would answer.
#[derive(Serialize, ToSchema)]
#[schema(as = TwinsAnswer)]
pub(super) struct AnswerShape {
    /// What it answers, oldest first.
    asked: Vec<String>,
    /// What it would do: `answer`, `ask_owner` (send it only if the owner says so) or `silence`.
    #[schema(example = "answer")]
    would: &'static str,
    /// The messages that it would send, in order.
    texts: Vec<String>,
    /// How sure it is, 0 to 1; null where it would say nothing.
    confidence: Option<f32>,
    /// Of what the owner would be asked, or why nothing would be said.
    why: Option<String>,
    /// The model that wrote it; null if it is drawn from what the owner has said.
    model: Option<String>,
    /// Why the model that was asked wrote nothing of use, as in an explanation: `unavailable`, `key`, `no_credit`,
    /// `nothing_fits`…; null if it did, or none was asked.
    model_trouble: Option<String>,
    /// What came to mind: the owner's own answers, the best first.
    recalled: Vec<RecalledShape>,
}

/// An answer of the owner's that came to the twin's mind. Links and numbers in it are masked.
#[derive(Serialize, ToSchema)]
#[schema(as = Recalled)]
pub(super) struct RecalledShape {
    /// In which chat it was given.
    chat: i64,
    /// What was asked, a message a line.
    question: String,
    /// What the owner answered, a text for each message.
    answer: Vec<String>,
    /// When it was asked.
    asked_at: Millis,
    /// How much the question and what came before it are alike, 0 to 1.
    similarity: f32,
    /// Whether it is the answer that the twin gives.
    chosen: bool,
}

impl From<Recalled> for RecalledShape {
    fn from(recalled: Recalled) -> Self {
        let Recalled { chat, question, answer, asked_at, similarity, chosen } = recalled;
        let asked_at = asked_at.as_millis();
        Self { chat: chat.0, question, answer, asked_at, similarity, chosen }
    }
}

/// What a model's trouble is called.
pub(crate) fn name_of(trouble: &ModelTrouble) -> Option<String> {
    let told = serde_json::to_value(trouble).ok()?;
    told["trouble"].as_str().map(str::to_owned)
}

/// What the twin would do, in the words of the API.
pub(crate) struct Would {
    /// `answer`, `ask_owner` or `silence`.
    pub(crate) does: &'static str,
    /// What it would say.
    pub(crate) texts: Vec<String>,
    /// How sure it is.
    pub(crate) confidence: Option<f32>,
    /// Of what the owner is asked, or why nothing is said.
    pub(crate) why: Option<String>,
    /// What came to mind.
    pub(crate) recalled: Vec<Recalled>,
}

impl From<Composition> for Would {
    fn from(composition: Composition) -> Self {
        match composition {
            Composition::Answer { bubbles, confidence, recalled } => Self {
                does: "answer",
                texts: bubbles,
                confidence: Some(confidence),
                why: None,
                recalled,
            },
            Composition::AskOwner { rule, bubbles, confidence, recalled } => Self {
                does: "ask_owner",
                texts: bubbles,
                confidence: Some(confidence),
                why: Some(word(&rule)),
                recalled,
            },
            Composition::Silence { reason, recalled } => {
                let reason = serde_json::to_value(reason).unwrap_or_default();
                let why = reason["reason"].as_str().map(str::to_owned);
                Self { does: "silence", texts: Vec::new(), confidence: None, why, recalled }
            }
        }
    }
}

/// Ask the twin
///
/// What it would answer there, and why. Nothing is sent, and nothing of it is remembered. A model is asked, and paid
/// for, only if the token has the scope `answer` too; else it is drawn from what the owner has said.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/chats/{chat}/ask", tag = "Twin", request_body = AskTwin,
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = AnswerShape, description = "What it would answer.")),
    security(("token" = ["read"])),
)]
pub(super) async fn ask(
    caller: Caller<Reads>,
    At(at): At<(String, String)>,
    Body(AskTwin { text }): Body<AskTwin>,
) -> Result<Json<AnswerShape>, Problem> {
    let (account, chat) = place(&at)?;
    let text = text.as_deref().map(str::trim);
    if text.is_some_and(str::is_empty) {
        return Err(Problem::invalid("text", Wrong::Empty));
    }
    if text.is_some_and(|text| text.encode_utf16().count() > LONGEST_TEXT) {
        return Err(Problem::invalid("text", Wrong::TooLong(LONGEST_TEXT as u64)));
    }
    let may_spend = caller.bearer.scopes.allow(Scope::Answer);
    let answer = caller.engine.ask_twin(account, chat, text, may_spend).await?;
    let TwinsAnswer { asked, composition, model, trouble } = answer.ok_or(Problem::NotFound)?;
    let Would { does, texts, confidence, why, recalled } = composition.into();
    let recalled = recalled.into_iter().map(Into::into).collect();
    let model_trouble = trouble.as_ref().and_then(name_of);
    Ok(Json(AnswerShape {
        asked,
        would: does,
        texts,
        confidence,
        why,
        model,
        model_trouble,
        recalled,
    }))
}
