//! From a history to what is learnt from, what is answered, and what judges.

use std::collections::{BTreeMap, HashSet};

use domain::{Author, Message, PeerId, Timestamp};
use sha2::{Digest, Sha256};

use super::pairs::{Answer, Chat};
use super::{FEWEST_JUDGED, FEWEST_PAIRS, Held, Holdout, MOST_OTHERS, Options, TooLittle};
use crate::fidelity::draws::Draws;
use crate::fidelity::{Moment, Reply, Task, Writer};

/// The share of the owner's replies that is the past.
const PAST: f64 = 0.8;
/// How many replies the true one is looked for among.
const POOL: usize = 100;
const DAY_SECS: i64 = 24 * 3600;
/// The name of the owner among the task's writers.
const OWNER: &str = "owner";

/// A reply somewhere in the history.
#[derive(Clone, Copy)]
struct Place<'a> {
    chat: &'a Chat<'a>,
    answer: &'a Answer,
}

impl Place<'_> {
    fn at(&self) -> Timestamp {
        self.chat.turns[self.answer.turn].began_at
    }

    fn reply(&self) -> Reply {
        self.chat.pair(self.answer).reply
    }
}

/// Which days, in UTC, only the judge may see: one in three.
#[derive(Debug, Clone, Copy)]
struct JudgeDays(&'static str);

impl JudgeDays {
    /// The benchmark's days; and others, for histories from which the benchmark has taken its own.
    const ALL: [Self; 2] = [Self("judge"), Self("second judge")];

    fn hold(self, at: Timestamp) -> bool {
        let day = at.as_secs().div_euclid(DAY_SECS);
        Sha256::digest(format!("{}|{day}", self.0))[0].is_multiple_of(3)
    }

    /// The days on which the owner wrote enough; the benchmark's if there are none.
    fn for_owner(past: &[Place<'_>]) -> Self {
        let enough = |days: &Self| {
            past.iter().filter(|place| days.hold(place.at())).count() >= FEWEST_JUDGED
        };
        Self::ALL.into_iter().find(enough).unwrap_or(Self::ALL[0])
    }
}

/// Parts a history: the last fifth of the owner's replies is held out; of the days before it a third
/// is the judge's, by which the owner is told from others; the rest is what a twin may learn from.
/// Messages may come in any order.
pub fn split(messages: &[Message], options: Options) -> Result<Holdout, TooLittle> {
    let mut by_chat: BTreeMap<PeerId, Vec<&Message>> = BTreeMap::new();
    for message in messages {
        by_chat.entry(message.chat).or_default().push(message);
    }
    let chats: Vec<Chat<'_>> =
        by_chat.into_iter().map(|(id, messages)| Chat::of(id, messages)).collect();

    let mut by_writer: BTreeMap<PeerId, Vec<Place<'_>>> = BTreeMap::new();
    let mut own: Vec<Place<'_>> = Vec::new();
    for chat in &chats {
        for answer in &chat.answers {
            let turn = &chat.turns[answer.turn];
            let place = Place { chat, answer };
            if turn.author == Author::Owner {
                own.push(place);
            } else {
                by_writer.entry(turn.sender).or_default().push(place);
            }
        }
    }
    own.sort_by_key(|place| (place.at(), place.chat.id, place.answer.turn));
    if own.len() < FEWEST_PAIRS {
        let owner_messages =
            messages.iter().filter(|message| message.author == Author::Owner).count();
        return Err(TooLittle { messages: messages.len(), owner_messages, pairs: own.len() });
    }
    let (past, heldout) = own.split_at((own.len() as f64 * PAST) as usize);
    let cut = heldout[0].at();

    let days = JudgeDays::for_owner(past);
    let mut parts = Parts { replies: Vec::new(), days };
    let owner = parts.writer(OWNER.to_owned(), past);
    let mut others: Vec<Writer> = by_writer
        .into_iter()
        .map(|(id, mut places)| {
            places.retain(|place| place.at() < cut);
            places.sort_by_key(|place| (place.at(), place.chat.id, place.answer.turn));
            (id, places)
        })
        .map(|(id, places)| parts.writer(id.to_string(), &places))
        .filter(|writer| writer.judge_days.len() >= FEWEST_JUDGED && !writer.history.is_empty())
        .collect();
    // Stable: of those with equally many, the one with the smaller id.
    others.sort_by_key(|writer| std::cmp::Reverse(writer.history.len() + writer.judge_days.len()));
    others.truncate(MOST_OTHERS);

    let learn = learnt(&chats, days, cut);
    let attribution = owner.judge_days.len() >= FEWEST_JUDGED && !others.is_empty();
    let pairs = own.len();
    let (owner, moments) = parts.ask(owner, heldout, &others, options);
    let mut writers = vec![owner];
    writers.extend(others);
    for message in &learn {
        if let Some(text) = message.content.text() {
            let text = crate::fidelity::clean(text);
            writers[0].seen.add(&text, message.author == Author::Owner);
        }
    }
    let task = Task { writers, replies: parts.replies, seed: options.seed };
    Ok(Holdout { learn, moments, task, pairs, attribution })
}

/// Everything before the held-out part, without the judge's days.
fn learnt(chats: &[Chat<'_>], days: JudgeDays, cut: Timestamp) -> Vec<Message> {
    chats
        .iter()
        .flat_map(|chat| &chat.turns)
        .filter(|turn| !days.hold(turn.began_at))
        .flat_map(|turn| &turn.messages)
        .filter(|message| message.sent_at < cut)
        .map(|message| (*message).clone())
        .collect()
}

/// The parts of a task while they are put together.
struct Parts {
    replies: Vec<Reply>,
    days: JudgeDays,
}

impl Parts {
    fn keep(&mut self, reply: Reply) -> usize {
        self.replies.push(reply);
        self.replies.len() - 1
    }

    /// Somebody's replies of the past, in order of time.
    fn writer(&mut self, name: String, past: &[Place<'_>]) -> Writer {
        let mut writer = Writer { name, ..Writer::default() };
        for place in past {
            if self.days.hold(place.at()) {
                writer.judge_days.push(self.keep(place.reply()));
            } else {
                writer.history.push(place.chat.pair(place.answer));
            }
        }
        writer
    }

    /// What the owner is asked, and the candidates for it.
    fn ask(
        &mut self,
        mut owner: Writer,
        heldout: &[Place<'_>],
        others: &[Writer],
        options: Options,
    ) -> (Writer, Vec<Held>) {
        let kept: Vec<usize> = heldout.iter().map(|place| self.keep(place.reply())).collect();
        owner.heldout.clone_from(&kept);
        let mut draws = Draws::of(options.seed, &["pools"]);
        let of_others: Vec<usize> =
            others.iter().flat_map(|writer| writer.judge_days.iter().copied()).collect();
        let asked = heldout.len().min(options.moments);
        let mut moments = Vec::with_capacity(asked);
        for at in (0..asked).map(|at| at * heldout.len() / asked) {
            let place = &heldout[at];
            let mut order = shuffled(&mut draws, &kept);
            order.extend(shuffled(&mut draws, &owner.judge_days));
            let same = self.pool(kept[at], &order);
            let cross = self.pool(kept[at], &shuffled(&mut draws, &of_others));
            let (held, context) = held(place);
            let burst: HashSet<_> = held.burst.iter().map(|message| message.id).collect();
            let said = |keep: &dyn Fn(&Message) -> bool| -> Vec<String> {
                let kept = context.iter().filter(|(message, _)| keep(message));
                kept.map(|(_, text)| text.clone()).collect()
            };
            owner.moments.push(Moment {
                id: format!("{}-{}", place.chat.id, held.now.as_secs()),
                truth: kept[at],
                query: place.chat.pair(place.answer).query,
                context: said(&|_| true),
                answered: said(&|message| burst.contains(&message.id)),
                same,
                cross: if cross.len() > 1 { cross } else { Vec::new() },
            });
            moments.push(held);
        }
        (owner, moments)
    }

    /// The true reply and others in this order, all different, as many as belong into a pool.
    fn pool(&self, truth: usize, order: &[usize]) -> Vec<usize> {
        let key = |at: usize| self.replies[at].text().trim().to_lowercase();
        let mut seen = HashSet::from([key(truth)]);
        let mut pool = vec![truth];
        for at in order {
            if pool.len() == POOL {
                break;
            }
            if seen.insert(key(*at)) {
                pool.push(*at);
            }
        }
        pool
    }
}

fn shuffled(draws: &mut Draws, items: &[usize]) -> Vec<usize> {
    draws.permutation(items.len()).into_iter().map(|at| items[at]).collect()
}

/// The moment for a twin, and all messages that came before with their cleaned texts.
fn held<'a>(place: &Place<'a>) -> (Held, Vec<(&'a Message, String)>) {
    let Place { chat, answer } = place;
    let messages = |turns: &[usize]| -> Vec<Message> {
        turns.iter().flat_map(|at| &chat.turns[*at].messages).map(|m| (*m).clone()).collect()
    };
    let asked_at = chat.turns[answer.answered].ended_at;
    let last = answer.context.last().map_or(asked_at, |last| chat.turns[*last].ended_at);
    let held = Held {
        chat: chat.id,
        asked_at,
        overtaken: last.since(asked_at),
        before: messages(&answer.context),
        burst: messages(&[answer.answered]),
        now: place.at(),
    };
    let turns = answer.context.iter().chain([&answer.answered]);
    let said = turns.flat_map(|at| &chat.turns[*at].messages).map(|message| {
        (*message, crate::fidelity::clean(message.content.text().unwrap_or_default()))
    });
    (held, said.filter(|(_, text)| !text.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use domain::{Content, MessageId};

    use super::*;

    const DAY: i64 = DAY_SECS;

    fn says(chat: i64, id: i32, own: bool, at: i64, text: &str) -> Message {
        Message {
            chat: PeerId(chat),
            id: MessageId(id),
            author: if own { Author::Owner } else { Author::Other },
            sender: PeerId(if own { 1 } else { chat }),
            sent_at: Timestamp::from_secs(at),
            content: Content::Text { text: text.to_owned() },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        }
    }

    /// For each day a question and an answer in each chat, and a question back.
    fn talk(chats: i64, days: i64) -> Vec<Message> {
        let mut messages = Vec::new();
        for chat in 2..2 + chats {
            for day in 0..days {
                let (at, id) = ((20_000 + day) * DAY + chat, day as i32 * 4);
                let mut add = |more: i32, own, after, text: String| {
                    messages.push(says(chat, id + more, own, at + after, &text));
                };
                add(1, false, 0, format!("как дела {day}?"));
                add(2, true, 60, format!("нормально, день {day} в {chat}"));
                add(3, true, 70, "а у тебя?".to_owned());
                add(4, false, 400, format!("тоже {day}"));
            }
        }
        messages
    }

    fn halved(messages: &[Message]) -> Holdout {
        split(messages, Options { moments: 10, seed: 7 }).unwrap()
    }

    #[test]
    fn nothing_held_out_is_learnt_from() {
        let messages = talk(2, 90);
        let holdout = halved(&messages);
        assert_eq!((holdout.pairs, holdout.moments.len()), (180, 10));
        let cut = Timestamp::from_secs((20_000 + 72) * DAY);
        for message in &holdout.learn {
            assert!(message.sent_at < cut + std::time::Duration::from_secs(1000));
            assert!(!JudgeDays("judge").hold(message.sent_at));
        }
        for held in &holdout.moments {
            assert!(held.now >= cut);
            assert!(held.burst.iter().all(|message| message.author == Author::Other));
            assert!(held.before.iter().chain(&held.burst).all(|m| m.sent_at < held.now));
        }
        let owner = &holdout.task.writers[0];
        let past = owner.history.len() + owner.judge_days.len();
        assert_eq!((past, owner.heldout.len()), (144, 36));
        assert!(owner.judge_days.len() > 144 / 5, "{}", owner.judge_days.len());
        let truth = &holdout.task.replies[owner.moments[0].truth];
        assert_eq!(truth.bubbles[1], "а у тебя?");
        assert_eq!(truth.delay_s, Some(60.0));
        assert!(owner.moments[0].answered[0].starts_with("как дела"));
    }

    #[test]
    fn the_order_of_messages_changes_nothing() {
        let mut messages = talk(2, 60);
        let first = halved(&messages);
        messages.reverse();
        // The same message twice is one.
        messages.extend(talk(2, 10));
        let second = halved(&messages);
        assert_eq!(first.learn, second.learn);
        let ids = |holdout: &Holdout| -> Vec<String> {
            holdout.task.writers[0].moments.iter().map(|moment| moment.id.clone()).collect()
        };
        assert_eq!(ids(&first), ids(&second));
    }

    #[test]
    fn others_who_wrote_enough_are_told_from_the_owner() {
        let holdout = halved(&talk(9, 120));
        assert!(holdout.attribution);
        assert_eq!(holdout.task.writers.len(), 1 + MOST_OTHERS);
        assert!(holdout.task.writers[0].moments.iter().all(|moment| moment.same.len() == POOL));
        let alone = halved(&talk(1, 50));
        assert!(!alone.attribution);
    }

    #[test]
    fn a_history_without_the_benchmarks_days_gives_others_to_the_judge() {
        let mut messages = talk(2, 150);
        messages.retain(|message| !JudgeDays("judge").hold(message.sent_at));
        let holdout = halved(&messages);
        assert!(holdout.attribution);
        assert!(holdout.learn.iter().all(|m| !JudgeDays("second judge").hold(m.sent_at)));
    }

    #[test]
    fn too_little_is_told_with_numbers() {
        let refused =
            |messages: &[Message]| split(messages, Options { moments: 10, seed: 7 }).unwrap_err();
        let nothing = TooLittle { messages: 0, owner_messages: 0, pairs: 0 };
        assert_eq!(refused(&[]), nothing);
        let few = refused(&talk(1, 39));
        assert_eq!((few.messages, few.owner_messages, few.pairs), (156, 78, 39));
        let one_sided: Vec<Message> =
            talk(2, 50).into_iter().filter(|message| message.author == Author::Owner).collect();
        assert_eq!(refused(&one_sided).pairs, 0);
        let mut media = talk(2, 50);
        for message in &mut media {
            message.content = Content::Voice { seconds: Some(3), said: None };
        }
        assert_eq!(refused(&media).pairs, 0);
    }

    #[test]
    fn a_reply_is_to_what_it_names_or_to_what_was_said_just_before() {
        let at = 20_000 * DAY;
        let mut late = says(-5, 3, true, at + 5_000, "поздно");
        let messages =
            [says(-5, 1, false, at, "кто?"), says(-5, 2, false, at + 10, "эй"), late.clone()];
        let answers = |messages: &[Message]| {
            let chat = Chat::of(PeerId(-5), messages.iter().collect());
            chat.answers.iter().map(|answer| chat.pair(answer)).collect::<Vec<_>>()
        };
        assert!(answers(&messages).is_empty(), "in a group an hour later is another talk");
        late.reply_to = Some(MessageId(1));
        let found = answers(&[messages[0].clone(), messages[1].clone(), late]);
        assert_eq!((found.len(), found[0].query.as_str()), (1, "кто?\nэй"));
        assert_eq!(found[0].reply.delay_s, Some(4990.0));
    }
}
