//! The lines themselves: planned, put into words, sent once.

use std::convert::Infallible;
use std::time::Duration;

use domain::policy::{HOUR, Lines};
use domain::{
    Account, AccountId, AccountKind, Message, MessageId, MessengerError, PeerId, Question,
    QuestionState,
};
use store::{About, SavedLine, Tx};
use tracing::{error, warn};

use super::said::Said;
use super::{Words, hear, words};
use crate::account::{RECONNECT, Shared};
use crate::questions::with_its_chat;
use crate::requests::Requests;
use crate::{Error, Inner, rules};

/// How many of the newest messages may be replies to a line whose number was not known yet.
const OVERHEARD: usize = 20;

/// The most lines an hour of which one chat, and all chats of an account, are the cause: whoever writes
/// on and on must not fill their notebook. What goes beyond stands on the pages.
pub(super) const OF_CHAT: usize = 4;
pub(super) const OF_ACCOUNT: usize = 30;

/// How late a line about a day may be sent.
const DAY_LASTS: Duration = Duration::from_secs(12 * 3_600);

/// A line that is yet to be planned.
pub(super) fn line(
    inner: &Inner,
    account: AccountId,
    about: About,
    chat: Option<PeerId>,
    said: Option<&Said>,
) -> SavedLine {
    SavedLine {
        account,
        about,
        random_id: inner.entropy.random_id(),
        message: None,
        chat,
        planned_at: inner.clock.now(),
        detail: said.and_then(Said::detail),
    }
}

/// Plans to ask in Saved Messages too, if the twin writes there.
pub(crate) async fn ask(
    inner: &Inner,
    tx: &mut Tx,
    question: &Question,
) -> Result<(), store::Error> {
    let Question { account, chat, .. } = *question;
    if tells(inner, tx, account).await? < Lines::Questions
        || !has_room(inner, tx, account, chat).await?
    {
        return Ok(());
    }
    let about = About::Question(question.id);
    tx.plan_saved_line(&line(inner, account, about, Some(chat), None)).await?;
    Ok(())
}

/// Of what is told in the Saved Messages of an account.
pub(super) async fn tells(
    inner: &Inner,
    tx: &mut Tx,
    account: AccountId,
) -> Result<Lines, store::Error> {
    if words(inner).is_none() {
        return Ok(Lines::Nothing);
    }
    // A bot has none, and a connected one is not let into them.
    let is_users = |account: Account| account.kind == AccountKind::User;
    if !tx.account(account).await?.is_some_and(is_users) {
        return Ok(Lines::Nothing);
    }
    let rules = tx.rules(account).await?;
    Ok(rules::policy(&rules, &inner.settings).saved.lines)
}

/// Whether a chat may be the cause of one more line.
pub(super) async fn has_room(
    inner: &Inner,
    tx: &mut Tx,
    account: AccountId,
    chat: PeerId,
) -> Result<bool, store::Error> {
    let told = tx.chats_of_saved_lines(account, inner.clock.now() - HOUR).await?;
    let here = told.iter().filter(|of| **of == chat).count();
    Ok(here < OF_CHAT && told.len() < OF_ACCOUNT)
}

/// Whether a message of Saved Messages is a line of the twin, which comes back as if the owner had
/// written it, and perhaps before its number is known.
pub(crate) async fn is_line(
    shared: &Shared,
    tx: &mut Tx,
    message: &Message,
) -> Result<bool, Error> {
    if tx.saved_line_of(shared.account, message.id).await?.is_some() {
        return Ok(true);
    }
    let Some(words) = words(&shared.inner) else { return Ok(false) };
    for line in tx.unsent_saved_lines(shared.account).await? {
        let text = worded(shared, tx, words.as_ref(), &line).await?;
        if text.is_some() && text.as_deref() == message.content.text() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Writes the lines of an account, for as long as it is connected; what fails is tried again.
pub(crate) async fn follow(shared: &Shared, requests: Requests<'_>) -> Infallible {
    let mut pause = RECONNECT.0;
    loop {
        shared.caught_up().await;
        let mut again = None;
        match write(shared, requests).await {
            Ok(()) => pause = RECONNECT.0,
            Err(error) => {
                error!(account = %shared.account, error = &error as &dyn std::error::Error, ?pause, "nothing written into Saved Messages");
                again = Some(shared.now() + pause);
                pause = (pause * 2).min(RECONNECT.1);
            }
        }
        tokio::select! {
            () = shared.saved.notified() => {}
            () = shared.passes(again) => {}
        }
    }
}

async fn write(shared: &Shared, requests: Requests<'_>) -> Result<(), Error> {
    let Some(words) = words(&shared.inner) else { return Ok(()) };
    let mut tx = shared.inner.store.read(shared.inner.owner).await?;
    let own = tx.account(shared.account).await?.ok_or(Error::Gone)?.profile.user_id;
    let unsent = tx.unsent_saved_lines(shared.account).await?;
    drop(tx);
    for line in unsent {
        // Sending the one before it may have taken long.
        let mut tx = shared.inner.store.read(shared.inner.owner).await?;
        let text = match is_of_use(shared, &mut tx, &line).await? {
            true => worded(shared, &mut tx, words.as_ref(), &line).await?,
            false => None,
        };
        drop(tx);
        let Some(text) = text else {
            forget(shared, &line).await?;
            continue;
        };
        match requests.send_text(own, &text, line.random_id).await {
            Ok(sent) => arrived(shared, &line, sent.id).await?,
            Err(error @ (MessengerError::Refused { .. } | MessengerError::Restricted { .. })) => {
                warn!(account = %shared.account, error = &error as &dyn std::error::Error, "a line for Saved Messages is refused");
                forget(shared, &line).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Whether there is still something to do about what a line tells.
async fn is_of_use(shared: &Shared, tx: &mut Tx, line: &SavedLine) -> Result<bool, Error> {
    Ok(match line.about {
        About::Question(id) => {
            tx.question(id).await?.is_some_and(|question| question.state == QuestionState::Open)
        }
        About::Reply(id) => tx.reply(id).await?.is_some_and(|reply| reply.state.may_be_withdrawn()),
        About::Command(_) => true,
        About::Day(_) => shared.now().since(line.planned_at) < DAY_LASTS,
    })
}

/// What a line says; `None` if that is not known any more.
async fn worded(
    shared: &Shared,
    tx: &mut Tx,
    words: &dyn Words,
    line: &SavedLine,
) -> Result<Option<String>, Error> {
    if let About::Question(id) = line.about {
        let Some(question) = tx.question(id).await? else { return Ok(None) };
        let asked = with_its_chat(tx, &shared.inner.settings, question).await?;
        return Ok(Some(words.question(&asked)));
    }
    Ok(Said::of(line.detail.as_deref()).map(|said| match said {
        Said::Answer { language, answer } => words.answer(language, &answer),
        Said::Reply { language, reply } => words.reply(language, &reply),
        Said::Day { day } => words.day(&day),
    }))
}

/// Notes a line's number, and hears what was replied to it before that was known.
async fn arrived(shared: &Shared, line: &SavedLine, message: MessageId) -> Result<(), Error> {
    let mut tx = shared.begin().await?;
    let kept = Said::of(line.detail.as_deref()).and_then(Said::kept);
    tx.saved_line_sent(line, message, kept.as_deref()).await?;
    let own = tx.account(shared.account).await?.ok_or(Error::Gone)?.profile.user_id;
    let mut heard = None;
    for said in tx.recent_messages(shared.account, own, OVERHEARD).await? {
        if heard.is_none() && said.reply_to == Some(message) {
            heard = hear(shared, &mut tx, &said).await?;
        }
    }
    tx.commit().await?;
    if let Some(heard) = heard {
        heard.tell(shared);
    }
    Ok(())
}

async fn forget(shared: &Shared, line: &SavedLine) -> Result<(), Error> {
    let mut tx = shared.begin().await?;
    tx.drop_saved_line(line.account, line.about).await?;
    Ok(tx.commit().await?)
}
