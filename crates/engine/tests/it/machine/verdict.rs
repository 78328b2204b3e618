//! What must be true of what has happened, whatever it was.

use std::collections::{HashMap, HashSet};
use std::ops::AddAssign;
use std::time::Duration;

use domain::{Author, Bubble, Message, OwnerWord, PeerId, Reply, ReplyId, ReplyState};
use engine::{CancelReason, TwinEvent};

use super::CHATS;
use super::server::Arrival;
use super::world::World;

/// More than any wait for Telegram, and a while after which the limits of an hour or a day give room.
const LONG: Duration = Duration::from_secs(61);
const LONGER: Duration = Duration::from_secs(1_801);

/// Every reply comes to its end within so many of the first, and then of the others.
const ROUNDS: usize = 40;

/// What became of everything, in numbers.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) steps: usize,
    pub(crate) deaths: usize,
    /// Messages of the other sides.
    pub(crate) asked: usize,
    pub(crate) answered: usize,
    pub(crate) answered_by_owner: usize,
    /// Decided about with an answer that Telegram refused.
    pub(crate) refused: usize,
    /// Kept while the account was restricted, and withdrawn later.
    pub(crate) kept_in_vain: usize,
    pub(crate) stopped: usize,
    /// Left alone for a reason that was told.
    pub(crate) left: usize,
    /// Decided about in the very moment of a death, which nobody was told.
    pub(crate) left_untold: usize,
    pub(crate) deleted: usize,
    pub(crate) open: usize,
    /// Replies that were withdrawn before anything of them was sent.
    pub(crate) withdrawn: usize,
    pub(crate) bubbles: usize,
    pub(crate) tries: usize,
    /// Drafts that the owner sent from their app.
    pub(crate) sent_by_hand: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        let Self {
            steps, deaths, asked, answered, answered_by_owner, refused, kept_in_vain, ..
        } = other;
        let Self { stopped, left, left_untold, deleted, open, withdrawn, bubbles, tries, .. } =
            other;
        self.sent_by_hand += other.sent_by_hand;
        self.steps += steps;
        self.deaths += deaths;
        self.asked += asked;
        self.answered += answered;
        self.answered_by_owner += answered_by_owner;
        self.refused += refused;
        self.kept_in_vain += kept_in_vain;
        self.stopped += stopped;
        self.left += left;
        self.left_untold += left_untold;
        self.deleted += deleted;
        self.open += open;
        self.withdrawn += withdrawn;
        self.bubbles += bubbles;
        self.tries += tries;
    }
}

/// Lets everything come to its end, and judges it.
pub(crate) async fn judge(world: &mut World, steps: usize) -> Result<Counts, String> {
    world.server.calms_down();
    world.server.comes_back(false);
    if world.server.hangs() {
        world.dies().await;
    }
    // Too many floods may have paused it meanwhile.
    world.resumes().await;
    let mut rounds = 0;
    while let Some(left) = something_to_do(world).await {
        world.passes(if rounds < ROUNDS { LONG } else { LONGER }).await;
        rounds += 1;
        if rounds == 2 * ROUNDS {
            return Err(format!("it never comes to an end: {left}"));
        }
    }
    if let Some(wrong) = world.server.wrongs().first() {
        return Err(wrong.clone());
    }
    let mut counts = Counts { steps, deaths: world.deaths, ..Counts::default() };
    counts.tries = world.server.tries();
    for chat in CHATS {
        judge_chat(world, chat, &mut counts).await?;
    }
    Ok(counts)
}

/// What is left that the twin does by itself.
async fn something_to_do(world: &mut World) -> Option<String> {
    world.rests().await;
    let mut tx = world.store.read(world.owner).await.unwrap();
    for chat in CHATS {
        match tx.open_reply(world.account, chat).await.unwrap() {
            Some(reply) if reply.state == ReplyState::Waiting => {}
            Some(Reply { id, state, send_at, .. }) => {
                return Some(format!("{id:?} in {chat} is {state:?}, and is due at {send_at:?}"));
            }
            None => {
                let undecided = tx.undecided_messages(world.account, chat).await.unwrap();
                if let Some(message) = undecided.first() {
                    return Some(format!("{:?} in {chat} is undecided", message.id));
                }
            }
        }
    }
    None
}

async fn judge_chat(world: &World, chat: PeerId, counts: &mut Counts) -> Result<(), String> {
    let mut tx = world.store.read(world.owner).await.unwrap();
    let mut replies = tx.recent_replies(world.account, chat, usize::MAX).await.unwrap();
    let stored = tx.recent_messages(world.account, chat, usize::MAX).await.unwrap();
    drop(tx);
    replies.reverse();
    let arrivals: Vec<Arrival> =
        world.server.arrivals().into_iter().filter(|arrival| arrival.chat == chat).collect();
    counts.bubbles += arrivals.len();
    counts.withdrawn += replies.iter().filter(|reply| reply.state == ReplyState::Cancelled).count();
    let by_hand = sent_by_hand(world, chat, &replies, &arrivals)?;
    counts.sent_by_hand += by_hand.len();
    let delivered = delivered(&replies, &arrivals, &by_hand)?;
    all_is_stored(&world.server.messages(chat), &stored, &arrivals, &replies)?;
    let asked = world.server.messages(chat);
    for message in asked.iter().filter(|message| message.author == Author::Other) {
        account_for(world, message, &replies, &delivered, counts)?;
    }
    counts.deleted += gone(world, chat, &asked);
    Ok(())
}

/// The drafts that the owner has sent from their app: each one message of theirs, which counts as their
/// word, and of which the twin sends nothing.
fn sent_by_hand(
    world: &World,
    chat: PeerId,
    replies: &[Reply],
    arrivals: &[Arrival],
) -> Result<HashSet<ReplyId>, String> {
    let sent = world.server.sent_by_hand();
    let sent = sent.iter().filter(|message| message.chat == chat).count();
    let is_theirs = |reply: &&Reply| {
        reply.state == ReplyState::Sent && reply.bubbles.iter().all(|one| one.message_id.is_none())
    };
    let by_hand: Vec<&Reply> = replies.iter().filter(is_theirs).collect();
    if by_hand.len() > sent {
        return Err(format!(
            "{} drafts count as sent by the owner, who sent {sent}",
            by_hand.len()
        ));
    }
    for reply in &by_hand {
        if !matches!(reply.word, Some(OwnerWord::Approved | OwnerWord::Edited)) {
            return Err(format!("{:?} was sent by the owner without their word", reply.id));
        }
        let ours = |bubble: &Bubble| arrivals.iter().any(|one| one.random_id == bubble.random_id);
        if reply.bubbles.iter().any(ours) {
            return Err(format!("{:?} was sent by the owner, and by the twin too", reply.id));
        }
    }
    Ok(by_hand.into_iter().map(|reply| reply.id).collect())
}

/// The replies of which something arrived; each message once, in order, of replies on record.
fn delivered(
    replies: &[Reply],
    arrivals: &[Arrival],
    by_hand: &HashSet<ReplyId>,
) -> Result<HashSet<ReplyId>, String> {
    let mut places = HashMap::new();
    for (place, reply) in replies.iter().enumerate() {
        for (index, bubble) in reply.bubbles.iter().enumerate() {
            places.insert(bubble.random_id, (place, index));
        }
    }
    let mut last = None;
    let mut delivered = by_hand.clone();
    for Arrival { random_id, id, .. } in arrivals {
        let place = *places.get(random_id).ok_or(format!("{random_id} is of no reply"))?;
        if last.replace(place).is_some_and(|last| last >= place) {
            return Err(format!("{random_id} arrived out of order"));
        }
        let reply = &replies[place.0];
        if matches!(reply.state, ReplyState::Cancelled | ReplyState::Waiting) {
            return Err(format!("{:?} arrived, though it is {:?}", reply.id, reply.state));
        }
        if reply.state == ReplyState::Sent && reply.bubbles[place.1].message_id != Some(*id) {
            return Err(format!("{random_id} arrived, and nobody knows"));
        }
        delivered.insert(reply.id);
    }
    let mut answered = None;
    for reply in replies {
        if reply.state == ReplyState::Sent && !delivered.contains(&reply.id) {
            return Err(format!("{:?} was sent, and nothing arrived", reply.id));
        }
        if delivered.contains(&reply.id)
            && answered.replace(reply.answers).is_some_and(|before| before >= reply.answers)
        {
            return Err(format!("{:?} was answered twice", reply.answers));
        }
    }
    Ok(delivered)
}

/// What is there at Telegram is stored, each as whose it is.
fn all_is_stored(
    there: &[Message],
    stored: &[Message],
    arrivals: &[Arrival],
    replies: &[Reply],
) -> Result<(), String> {
    // Of what may have arrived nobody can tell it from the owner's own message of the same words.
    let untold = |message: &Message| {
        let failed = replies.iter().filter(|reply| reply.state == ReplyState::Failed);
        let bubbles = failed.flat_map(|reply| &reply.bubbles);
        let mut unknown = bubbles.filter(|bubble| bubble.message_id.is_none());
        unknown.any(|bubble| message.content.text() == Some(&bubble.text))
    };
    let stored: HashMap<_, _> = stored.iter().map(|message| (message.id, message)).collect();
    for message in there {
        let ours = arrivals.iter().any(|arrival| arrival.id == message.id);
        let author = if ours { Author::Twin } else { message.author };
        match stored.get(&message.id) {
            Some(known) if known.author == author => {}
            Some(known) if known.author == Author::Twin && untold(message) => {}
            Some(known) => return Err(format!("{:?} is taken for {:?}'s", known.id, known.author)),
            None => return Err(format!("{:?} was never stored", message.id)),
        }
    }
    Ok(())
}

/// Says what became of a message of the other side.
fn account_for(
    world: &World,
    message: &Message,
    replies: &[Reply],
    delivered: &HashSet<ReplyId>,
    counts: &mut Counts,
) -> Result<(), String> {
    counts.asked += 1;
    let answers = |wanted: &dyn Fn(&Reply) -> bool| {
        replies.iter().any(|reply| reply.answers >= message.id && wanted(reply))
    };
    let owner_wrote = || {
        let messages = world.server.messages(message.chat);
        messages.iter().any(|other| {
            let twins = world.server.arrivals().iter().any(|arrival| arrival.id == other.id);
            other.author == Author::Owner && !twins && other.id > message.id
        })
    };
    let first = world.told.iter().position(|told| tells_of(&told.stamped.event, message));
    let told = |wanted: &dyn Fn(&TwinEvent) -> bool| {
        world
            .told
            .iter()
            .skip(first.unwrap_or(0))
            .any(|told| told.stamped.chat == Some(message.chat) && wanted(&told.stamped.event))
    };
    if answers(&|reply| delivered.contains(&reply.id)) {
        counts.answered += 1;
    } else if answers(&|reply| reply.state == ReplyState::Failed) {
        counts.refused += 1;
    } else if answers(&|reply| was_kept(world, reply)) {
        counts.kept_in_vain += 1;
    } else if answers(&|reply| world.stopped.contains(&reply.id)) {
        counts.stopped += 1;
    } else if answers(&|reply| reply.state == ReplyState::Waiting) {
        counts.open += 1;
    } else if told(&is_reason) {
        counts.left += 1;
    } else if owner_wrote() {
        counts.answered_by_owner += 1;
    } else if first.is_none_or(|first| world.told[first].deaths < world.deaths) {
        counts.left_untold += 1;
    } else {
        return Err(format!("nothing came of {:?} in {}", message.id, message.chat));
    }
    Ok(())
}

/// Whether a reply was kept while the account was restricted, and withdrawn later.
fn was_kept(world: &World, reply: &Reply) -> bool {
    reply.state == ReplyState::Cancelled && world.server.was_kept(reply.bubbles[0].random_id)
}

fn tells_of(event: &TwinEvent, message: &Message) -> bool {
    matches!(event, TwinEvent::Message { message: told } if told.id == message.id)
}

/// Whether it says why nothing is answered.
fn is_reason(event: &TwinEvent) -> bool {
    matches!(
        event,
        TwinEvent::Ignored { .. }
            | TwinEvent::StandingDown { .. }
            | TwinEvent::Silent { .. }
            | TwinEvent::Watched { .. }
            | TwinEvent::GivenUp { why: CancelReason::OwnerStopped }
    )
}

/// How many messages of the other side came and were deleted again.
fn gone(world: &World, chat: PeerId, left: &[Message]) -> usize {
    let came = world.told.iter().filter_map(|told| match &told.stamped.event {
        TwinEvent::Message { message } => Some(message),
        _ => None,
    });
    let came: HashSet<_> = came
        .filter(|message| message.chat == chat && message.author == Author::Other)
        .map(|message| message.id)
        .collect();
    came.iter().filter(|id| left.iter().all(|message| message.id != **id)).count()
}
