//! What the twin would answer, were it asked now. Nothing is stored or sent, and the chat's own loop knows
//! nothing of it; a model that is asked is charged for, as for any reply, and whoever may not spend gets
//! what recall answers.

use domain::{
    AccountId, Author, Content, Message, MessageId, Meter, ModelError, PeerId, Timestamp,
    WithoutModel,
};
use twin::write::{Known, Manner, Request, Wish, pick, weigh};
use twin::{Composition, Conversation, SilenceReason};

use crate::chat::CONTEXT;
use crate::learn::Knows;
use crate::memory::Remembered;
use crate::models::{Writer, save_spending};
use crate::{Engine, Error, ModelTrouble, failures};

/// What the twin would answer.
#[derive(Debug, Clone, PartialEq)]
pub struct TwinsAnswer {
    /// What it answers, oldest first: what was asked, or what nobody has answered in the chat.
    pub asked: Vec<String>,
    /// What it would do.
    pub composition: Composition,
    /// The model that wrote it; `None` if it is drawn from what the owner has said.
    pub model: Option<String>,
    /// Why the model that was asked wrote nothing of use, if so.
    pub trouble: Option<ModelTrouble>,
}

impl Engine {
    /// What the twin would answer to a text in a chat, or, without a text, to what stands there unanswered.
    /// `None` if the account has no such chat. Of an account that does not run all is learnt first, which
    /// takes some seconds for a long history. A model is asked only if `may_spend` of the day's budget; else
    /// the answer is drawn from what the owner has said.
    pub async fn ask_twin(
        &self,
        account: AccountId,
        chat: PeerId,
        text: Option<&str>,
        may_spend: bool,
    ) -> Result<Option<TwinsAnswer>, Error> {
        let inner = &self.inner;
        let mut tx = inner.store.read(inner.owner).await?;
        if tx.account(account).await?.is_none() || tx.chat(account, chat).await?.is_none() {
            return Ok(None);
        }
        let mut before = tx.recent_messages(account, chat, CONTEXT).await?;
        let now = inner.clock.now();
        let burst = match text {
            Some(text) => vec![said(chat, text, now, before.last())],
            None => unanswered(&mut before),
        };
        let conversation = Conversation { chat, before: &before, burst: &burst, now };
        let remembered = Remembered::of(&mut tx, account, &conversation).await?;
        drop(tx);
        let knows = Knows::of(inner, account).await?;
        let recall = || {
            let seed = inner.entropy.next_u64();
            knows.with(|learner| twin::compose(learner, &conversation, seed))
        };
        let asked = burst.iter().filter_map(|message| message.content.text());
        let asked = asked.map(str::to_owned).collect();
        let Some(writer) = inner.models.writer().filter(|_| may_spend) else {
            let composition = recall();
            return Ok(Some(TwinsAnswer { asked, composition, model: None, trouble: None }));
        };
        let written = self.written(&writer, &knows, &conversation, &remembered, None).await;
        let (composition, model, trouble) = match (written, writer.without) {
            (Err(trouble), WithoutModel::Recall) => (recall(), None, Some(trouble)),
            (Err(trouble), WithoutModel::Silence) => (silent(&trouble), None, Some(trouble)),
            (Ok(Composition::Silence { .. }), WithoutModel::Recall) => (recall(), None, None),
            (Ok(written), _) => (written, Some(writer.model.name().to_owned()), None),
        };
        Ok(Some(TwinsAnswer { asked, composition, model, trouble }))
    }

    /// What a model writes, as its owner wishes if they wish something; an error if it was asked in vain.
    pub(crate) async fn written(
        &self,
        writer: &Writer,
        knows: &Knows,
        conversation: &Conversation<'_>,
        remembered: &Remembered,
        wish: Option<&Wish<'_>>,
    ) -> Result<Composition, ModelTrouble> {
        let inner = &self.inner;
        let (supported, private) = (remembered.supported(), remembered.private());
        let summary = remembered.summary.as_deref();
        let known = Known { supported: &supported, private: &private, summary };
        let seed = inner.entropy.next_u64();
        let (manner, request) = knows.with(|learner| {
            let manner = Manner::new(learner, conversation.chat, writer.size);
            let candidates = writer.candidates;
            let request = Request::new(learner, &manner, conversation, &known, candidates, seed);
            (manner, request)
        });
        let request = match request {
            Ok(request) => match wish {
                Some(wish) => request.wished(wish),
                None => request,
            },
            Err(reason) => return Ok(silence(reason)),
        };
        let meter = Meter::default();
        let answer = tokio::select! {
            answer = writer.model.complete(&request.prompt, request.sampling, &meter) => answer,
            // It has a time-out of its own; one that forgets it must not hold whoever asks up.
            () = inner.clock.sleep_until(inner.clock.now() + writer.patience) => {
                Err(ModelError::TimedOut(writer.patience))
            }
        };
        save_spending(inner).await;
        failures::of_models(inner, &meter, answer.as_ref().err()).await;
        let completion = answer.map_err(|error| ModelTrouble::of(&error))?;
        let weighed = knows
            .with(|learner| weigh(learner, &manner, conversation, &known, &request, &completion));
        match pick(&request, weighed) {
            Composition::Silence { reason, .. } => Err(ModelTrouble::NothingFits { reason }),
            written => Ok(written),
        }
    }
}

fn silence(reason: SilenceReason) -> Composition {
    Composition::Silence { reason, recalled: Vec::new() }
}

/// What is said where a model was asked in vain, and nothing takes its place.
fn silent(trouble: &ModelTrouble) -> Composition {
    silence(match trouble {
        ModelTrouble::NothingFits { reason } => *reason,
        _ => SilenceReason::Refused { rule: None },
    })
}

/// What somebody might say in a chat now.
fn said(chat: PeerId, text: &str, now: Timestamp, last: Option<&Message>) -> Message {
    Message {
        chat,
        id: MessageId(last.map_or(1, |last| last.id.0.saturating_add(1))),
        author: Author::Other,
        sender: chat,
        sent_at: now,
        content: Content::Text { text: text.to_owned() },
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: true,
    }
}

/// Takes out of a talk what the other side has said since the owner was heard there.
pub(crate) fn unanswered(talk: &mut Vec<Message>) -> Vec<Message> {
    let answered = talk.iter().rposition(|message| message.author != Author::Other);
    talk.split_off(answered.map_or(0, |last| last + 1))
}
