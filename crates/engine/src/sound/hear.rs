//! Has voice notes, round videos and files of sound heard, each once: what was said in it is stored as the
//! words of its message.

use std::sync::Arc;
use std::time::Duration;

use domain::{
    AccountId, EarError, Helper, Message, MessageFile, MessageId, Messenger, MessengerError, Note,
    OfMessage, PeerId,
};
use store::{Hearing, Tx, VoiceUsage};
use tracing::warn;

use super::NotHeard;
use crate::account::Shared;
use crate::{Engine, Error, TwinEvent, failures, learn};

/// What is larger is not read: providers take no more, and whoever talks for hours is not answered.
pub(super) const MOST_BYTES: usize = 24 * 1024 * 1024;
/// What plays for longer is not read either.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// How long is waited before a file that is out of reach is asked for again, and how long Telegram may tell
/// to wait for it.
const AGAIN: [Duration; 2] = [Duration::from_secs(5), Duration::from_secs(20)];
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// When an ear is given up, should it forget to give up by itself; of what plays for longer, once it could have
/// been played: an ear on this machine takes a part of that.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// The voice notes among messages that nobody has tried to hear, if there is anybody to.
pub(crate) async fn unheard(
    shared: &Shared,
    tx: &mut Tx,
    messages: &[Message],
) -> Result<Vec<Message>, Error> {
    let mut unheard = Vec::new();
    if shared.inner.sound.ear().is_none() {
        return Ok(unheard);
    }
    for message in messages.iter().filter(|message| message.content.is_unheard()) {
        if tx.hearing(shared.account, (message.chat, message.id)).await?.is_none() {
            unheard.push(message.clone());
        }
    }
    Ok(unheard)
}

/// Has a voice note heard, and stores what came of it; `again` although that failed before. Whoever comes
/// while it is being heard waits, and pays nothing more.
pub(crate) async fn hear(
    shared: &Arc<Shared>,
    messenger: &Arc<dyn Messenger>,
    message: &Message,
    again: bool,
) -> Result<(), Error> {
    let (chat, id) = (message.chat, message.id);
    let _turn = shared.hearing.lock().await;
    let mut tx = shared.inner.store.read(shared.inner.owner).await?;
    let now = tx.message(shared.account, chat, id).await?;
    let tried = tx.hearing(shared.account, (chat, id)).await?.is_some();
    drop(tx);
    if (tried && !again) || !now.is_some_and(|message| message.content.is_unheard()) {
        return Ok(());
    }
    shared.publish(chat, TwinEvent::Listening { message: id });
    let (said, hearing) = match listen(shared, messenger, message).await? {
        Ok((said, hearing)) => (Some(said), hearing),
        Err((problem, hearing)) => {
            let problem = Some(problem.name().to_owned());
            (None, Hearing { problem, ..hearing })
        }
    };
    let mut tx = shared.begin().await?;
    if let Some(why) = hearing.problem.as_deref().and_then(NotHeard::named) {
        tx.note_failure(shared.now(), Helper::Ear, why.failing()).await?;
    }
    let event = match said {
        Some(said) => {
            let heard = tx.keep_heard(shared.account, (chat, id), &said, &hearing).await?;
            heard.map(|message| TwinEvent::Heard { message })
        }
        None => {
            let kept = tx.keep_hearing(shared.account, (chat, id), &hearing).await?;
            let problem = hearing.problem.as_deref().and_then(NotHeard::named);
            problem.filter(|_| kept).map(|why| TwinEvent::NotHeard { message: id, why })
        }
    };
    tx.commit_soon().await?;
    if let Some(TwinEvent::Heard { message }) = &event {
        // What is answered from here on is answered to these words.
        if !shared.learn_heard(message) {
            learn::relearn_soon(shared);
        }
        shared.talk.notify_one();
    }
    if let Some(event) = event {
        shared.publish(chat, event);
    }
    Ok(())
}

type Listened = Result<(String, Hearing), (NotHeard, Hearing)>;

async fn listen(
    shared: &Shared,
    messenger: &Arc<dyn Messenger>,
    message: &Message,
) -> Result<Listened, Error> {
    let nobody = || Hearing {
        at: shared.now(),
        ear: None,
        language: None,
        charged: Duration::ZERO,
        billionths: 0,
        took: Duration::ZERO,
        problem: None,
    };
    let not = |problem| Ok(Err((problem, nobody())));
    let Some((ear, language)) = shared.inner.sound.ear() else { return not(NotHeard::Refused) };
    let duration = Duration::from_secs(message.content.seconds().unwrap_or_default().into());
    if duration > LONGEST {
        return not(NotHeard::TooLong);
    }
    let file = match fetch(shared, messenger.as_ref(), message).await? {
        Ok(file) => file,
        Err(problem) => return not(problem),
    };
    let (messenger, chat, id) = (Arc::clone(messenger), message.chat, message.id);
    let of = OfMessage { messenger, chat, id };
    let note = Note { ogg: file.bytes, duration, language, message: Some(of) };
    let patience = PATIENCE.max(duration);
    let until = shared.later(patience);
    let heard = tokio::select! {
        heard = ear.hear(&note) => heard,
        () = shared.inner.clock.sleep_until(until) => Err(EarError::TimedOut(patience)),
    };
    Ok(match heard {
        Ok(heard) => {
            let hearing = Hearing {
                billionths: shared.inner.sound.prices().of_hearing(&heard.ear, heard.charged),
                ear: Some(heard.ear),
                language: heard.language,
                charged: heard.charged,
                took: heard.took,
                ..nobody()
            };
            Ok((heard.text, hearing))
        }
        Err(error) => {
            warn!(
                account = %shared.account,
                error = &error as &dyn std::error::Error,
                "voice note not heard"
            );
            let hearing = Hearing { ear: Some(ear.name().to_owned()), ..nobody() };
            Err((NotHeard::of(&error), hearing))
        }
    })
}

/// The file of a voice note. What is out of reach for longer than a little while is not waited for, since the
/// chat's loop stands still meanwhile.
async fn fetch(
    shared: &Shared,
    messenger: &dyn Messenger,
    message: &Message,
) -> Result<Result<MessageFile, NotHeard>, Error> {
    let mut waits = AGAIN.into_iter();
    loop {
        let (problem, told) = match messenger.file(message.chat, message.id, MOST_BYTES).await {
            Ok(Some(file)) => return Ok(Ok(file)),
            Ok(None) => return Ok(Err(NotHeard::Gone)),
            Err(MessengerError::Refused { reason }) if reason == "FILE_TOO_BIG" => {
                return Ok(Err(NotHeard::TooLong));
            }
            Err(MessengerError::Refused { reason }) => {
                warn!(account = %shared.account, reason, "voice note not read");
                return Ok(Err(NotHeard::Refused));
            }
            Err(MessengerError::FloodWait(wait)) => (NotHeard::Busy, wait),
            Err(error) if error.is_transient() => (NotHeard::Unreachable, Duration::ZERO),
            Err(error) => return Err(error.into()),
        };
        match waits.next() {
            Some(wait) if told <= LONGEST_WAIT => {
                let at = shared.later(wait.max(told));
                shared.inner.clock.sleep_until(at).await;
            }
            _ => return Ok(Err(problem)),
        }
    }
}

impl Engine {
    /// Has a voice note heard, once more where that failed; `false` if there is no such note, nobody to
    /// hear it, or the account is not connected.
    pub async fn hear(
        &self,
        account: AccountId,
        chat: PeerId,
        id: MessageId,
    ) -> Result<bool, Error> {
        let Some(shared) = self.inner.supervisor.shared(account) else { return Ok(false) };
        let Some(messenger) = shared.line.get() else { return Ok(false) };
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let message = tx.message(account, chat, id).await?;
        drop(tx);
        let Some(message) = message.filter(|message| message.content.is_unheard()) else {
            return Ok(false);
        };
        if self.inner.sound.ear().is_none() {
            return Ok(false);
        }
        hear(&shared, &messenger, &message, true).await?;
        // It may wait to be answered.
        shared.wake(chat);
        Ok(true)
    }

    /// Has a voice note heard that is no message, to try who hears; `None` if nobody does.
    /// What it took is counted.
    pub async fn listen(
        &self,
        ogg: Vec<u8>,
    ) -> Result<Option<Result<domain::Heard, NotHeard>>, Error> {
        let Some((ear, language)) = self.inner.sound.ear() else { return Ok(None) };
        let note = Note { ogg, duration: Duration::ZERO, language, message: None };
        let until = self.inner.clock.now() + PATIENCE;
        let heard = tokio::select! {
            heard = ear.hear(&note) => heard,
            () = self.inner.clock.sleep_until(until) => Err(EarError::TimedOut(PATIENCE)),
        };
        let heard = match heard {
            Ok(heard) => heard,
            Err(error) => {
                let why = NotHeard::of(&error);
                failures::of_ear(&self.inner, why).await;
                return Ok(Some(Err(why)));
            }
        };
        let usage = VoiceUsage {
            heard: 1,
            charged: heard.charged,
            seconds: heard.charged.as_secs_f64().round() as u64,
            billionths: self.inner.sound.prices().of_hearing(&heard.ear, heard.charged),
            ..VoiceUsage::default()
        };
        self.note_try(&heard.ear, usage).await?;
        Ok(Some(Ok(heard)))
    }

    /// Why a voice note was not heard; `None` if it was, or nobody has tried.
    pub async fn not_heard(
        &self,
        account: AccountId,
        chat: PeerId,
        id: MessageId,
    ) -> Result<Option<NotHeard>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let hearing = tx.hearing(account, (chat, id)).await?;
        let problem = hearing.and_then(|hearing| hearing.problem);
        Ok(problem.and_then(|problem| NotHeard::named(&problem)))
    }
}
