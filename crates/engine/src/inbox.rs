//! Stores what happened in an account, once, and says what it means for the chat.

use domain::{
    AccountKind, Author, CancelOutcome, Content, Event, Message, Peer, PeerId, QuestionEnd, bot,
};
use store::Tx;
use tracing::error;

use crate::account::Shared;
use crate::deleted::Gone;
use crate::father::BOT_FATHER;
use crate::learn::is_learnt_from;
use crate::questions::go_past;
use crate::voices::keep_names;
use crate::{CancelReason, Error, TwinEvent, drafts, memory, native, saved, sender, watch};

/// What an event means for the loop of its chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Nothing to do.
    Nothing,
    /// Somebody wrote who may be answered.
    Incoming(PeerId),
    /// The owner wrote: what was planned here is withdrawn already.
    OwnerWrote(PeerId),
    /// The owner looks at the chat, or has begun to write there.
    OwnerHere(PeerId),
    /// The owner has come online on another device, or gone.
    OwnerCameOrWent,
}

/// Takes one event into the store. Taking the same event again changes nothing.
pub(crate) async fn take(shared: &Shared, event: Event) -> Result<Meaning, Error> {
    match event {
        Event::Message { message, peer } => return take_message(shared, message, &peer).await,
        Event::Edited(mut message) => {
            if message.chat == BOT_FATHER {
                message.content = without_tokens(message.content);
            }
            let mut tx = shared.begin().await?;
            let is_saved = message.chat == shared.user(&mut tx).await?;
            let before = match is_saved {
                true => tx.message(shared.account, message.chat, message.id).await?,
                false => None,
            };
            let is_new = tx.edit_message(shared.account, &message, shared.now()).await?;
            // With what was heard in it.
            let stored = tx.message(shared.account, message.chat, message.id).await?;
            tx.forget_rehearsal(shared.account, message.chat, message.id).await?;
            let forgotten = memory::edited(&mut tx, shared.account, &message).await?;
            let heard = match &before {
                Some(before) => {
                    Box::pin(saved::hear_again(shared, &mut tx, before, &message)).await?
                }
                None => None,
            };
            match &heard {
                // What the owner said must not be lost.
                Some(_) => tx.commit().await?,
                None => tx.commit_soon().await?,
            }
            if let Some(heard) = heard {
                heard.tell(shared);
            }
            // What was said first is no longer what was said.
            shared.forget(&[(message.chat, message.id)]);
            let chat = message.chat;
            if let Some(message) = stored.filter(|_| is_new) {
                shared.publish(chat, TwinEvent::Edited { message });
            }
            if forgotten {
                shared.publish(chat, TwinEvent::MemoryChanged);
            }
        }
        Event::Deleted { chat, ids } => {
            let mut tx = shared.begin().await?;
            let gone = Gone::delete(shared.account, &mut tx, chat, &ids).await?;
            tx.commit_soon().await?;
            gone.tell(shared);
        }
        Event::ReadByOwner { chat, up_to } => {
            // What was read before all is known may have been read long ago.
            if shared.is_caught_up() && shared.presence.read(chat, up_to, shared.now()) {
                return Ok(Meaning::OwnerHere(chat));
            }
        }
        Event::OwnerOnline { until } => {
            if shared.presence.online(until, shared.now()) {
                return Ok(Meaning::OwnerCameOrWent);
            }
        }
        Event::Draft { chat, text } => {
            let is_owners = native::changed(shared, chat, &text).await?;
            // What was begun before all is known may have been begun long ago.
            if is_owners && shared.is_caught_up() {
                shared.presence.seen(chat, shared.now());
                return Ok(Meaning::OwnerHere(chat));
            }
        }
        // The account's task sees to these.
        Event::Command { .. } | Event::Business(_) | Event::OnBehalf { .. } => {}
        Event::Read { .. }
        | Event::Action { .. }
        | Event::CaughtUp
        | Event::Disconnected(_)
        | Event::Gap => {}
    }
    Ok(Meaning::Nothing)
}

async fn take_message(
    shared: &Shared,
    mut message: Message,
    peer: &Peer,
) -> Result<Meaning, Error> {
    if peer.is_service() {
        // These carry login codes: they are not even kept.
        return Ok(Meaning::Nothing);
    }
    let chat = message.chat;
    if chat == BOT_FATHER {
        message.content = without_tokens(message.content);
    }
    let mut tx = shared.begin().await?;
    match shared.who.kind {
        // A connected bot is told less of people than the account itself was.
        AccountKind::Connected => tx.import_peer(shared.account, peer).await?,
        AccountKind::User | AccountKind::Bot => tx.upsert_peer(shared.account, peer).await?,
    }
    if let Some(messenger) = shared.line.get().filter(|_| !chat.is_user()) {
        keep_names(&mut tx, shared.account, messenger.as_ref(), [&message]).await?;
    }
    let open = match message.author {
        Author::Owner => tx.open_reply(shared.account, chat).await?,
        // It is a matter of the owner's own messages only.
        Author::Other | Author::Twin => None,
    };
    let is_own = peer.flags.is_self && saved::is_line(shared, &mut tx, &message).await?;
    let echoed = open.as_ref().and_then(|reply| shared.on_its_way.echoed(reply, &message));
    let is_echo = echoed.is_some();
    if let Some(bubble) = echoed {
        // What is said in its own voice notes the twin knows.
        message.content = sender::said(bubble);
    }
    let is_late = !is_echo && was_said_late(shared, &mut tx, &mut message).await?;
    if is_own || is_echo || is_late {
        message.author = Author::Twin;
    }
    if !tx.insert_message(shared.account, &message).await? {
        tx.commit_soon().await?;
        return Ok(Meaning::Nothing);
    }
    let mut judged = None;
    let mut cancelled = None;
    let mut past = None;
    let meaning = match message.author {
        Author::Other if !peer.may_be_answered() || !message.is_to_owner() => Meaning::Nothing,
        Author::Other => {
            tx.mark_undecided(shared.account, chat, message.id).await?;
            Meaning::Incoming(chat)
        }
        Author::Owner => {
            tx.decided_up_to(shared.account, chat, message.id).await?;
            if let Some(reply) = open {
                judged = drafts::sent_by_owner(&mut tx, &reply, &message).await?;
                if judged.is_none() && tx.cancel_reply(reply.id).await? == CancelOutcome::Cancelled
                {
                    cancelled = Some(reply.id);
                }
            }
            // Whatever was asked, the owner has answered it there.
            past = go_past(&mut tx, shared.account, chat, QuestionEnd::OwnerWrote).await?;
            Meaning::OwnerWrote(chat)
        }
        Author::Twin => Meaning::Nothing,
    };
    let mut heard = None;
    if peer.flags.is_self {
        heard = Box::pin(saved::hear(shared, &mut tx, &message)).await?;
    }
    match &heard {
        // What the owner said must not be lost.
        Some(_) => tx.commit().await?,
        None => tx.commit_soon().await?,
    }

    if is_echo {
        shared.on_its_way.has_come_back();
    }
    if is_learnt_from(peer) {
        shared.learn(&message);
    }
    shared.count(message.author);
    shared.publish(chat, TwinEvent::Message { message });
    shared.talk.notify_one();
    if let Some(event) = past {
        shared.publish(chat, event);
    }
    if let Some(heard) = heard {
        heard.tell(shared);
    }
    if let Some(judged) = judged {
        shared.publish(chat, judged);
    }
    if let Some(reply) = cancelled {
        shared.publish(chat, TwinEvent::Cancelled { reply, reason: CancelReason::OwnerWrote });
    }
    if let Meaning::OwnerWrote(_) = meaning
        && let Err(error) = watch::compare(shared, chat).await
    {
        // The message itself is taken in.
        error!(account = %shared.account, %chat, error = &error as &dyn std::error::Error, "what the twin would have said not compared");
    }
    Ok(meaning)
}

/// Whether a message that a bot has sent in the owner's name is what the twin's bot was to say in a reply that
/// has ended since no answer came.
async fn was_said_late(shared: &Shared, tx: &mut Tx, message: &mut Message) -> Result<bool, Error> {
    if message.author != Author::Owner || !message.via_bot {
        return Ok(false);
    }
    let is_voice = matches!(message.content, Content::Voice { .. });
    let words = message.content.text().filter(|_| !is_voice);
    if words.is_none() && !is_voice {
        return Ok(false);
    }
    let said = tx.unknown_bubble(shared.account, message.chat, words).await?;
    if let (Content::Voice { said: heard, .. }, Some(said)) = (&mut message.content, &said) {
        *heard = Some(said.clone());
    }
    Ok(said.is_some())
}

/// What @BotFather says, or is told, without the secrets of tokens.
pub(crate) fn without_tokens(content: Content) -> Content {
    match content {
        Content::Text { text } => Content::Text { text: bot::without_tokens(&text).into_owned() },
        other => other,
    }
}
