//! What twins and owners did in a span of days, in numbers.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use domain::{AccountId, Author, Failing, Helper, Mode, OwnerWord, PeerId, ReplyState, Timestamp};
use store::{Failures, ReplyNumbers, SentAt, VoiceUsage, VoiceUsed};

use crate::{Engine, Error, InVain};

/// So many chats are named, the liveliest.
const CHATS: usize = 10;

/// Who answers later than this begins a talk anew.
const LONGEST_ANSWER: i64 = 12 * 60 * 60;

const HALF_A_DAY: Duration = Duration::from_secs(12 * 60 * 60);

/// What a reply takes a person beside typing: to see it, to read it, to think.
const READING: Duration = Duration::from_secs(15);
/// How long a character takes on a phone: 36 words a minute (Palin et al., MobileHCI 2019), five
/// characters and a blank each.
const TYPING: Duration = Duration::from_millis(278);

/// What happened in some days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Day by day.
    pub days: Vec<DayNumbers>,
    /// The chats in which most was said, the liveliest first.
    pub chats: Vec<ChatNumbers>,
    /// How many replies were sent, by the mode under which they were written.
    pub sent: BTreeMap<Mode, u64>,
    /// How many of them as they were written, and not taken back.
    pub unedited: u64,
    /// How many drafts were approved as they were.
    pub approved: u64,
    /// How many were changed first.
    pub edited: u64,
    /// How many the owner did not want.
    pub rejected: u64,
    /// How many were taken back after they were sent.
    pub undone: u64,
    /// How many Telegram refused for good.
    pub failed: u64,
    /// How long people wait for the owner: half of all answers came sooner. `None` if there were none.
    pub owner_answers_in: Option<Duration>,
    /// The same of the twin.
    pub twin_answers_in: Option<Duration>,
    /// How long reading and typing what the twin sent would have taken the owner.
    pub saved: Duration,
    /// Whether older messages are still being indexed: they are not counted yet.
    pub is_indexing: bool,
    /// What hearing and speaking took.
    pub voice: VoiceUsage,
    /// How often models, ears and mouths were asked in vain, by the reason.
    pub in_vain: BTreeMap<(Helper, Failing), u64>,
}

/// What happened in a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayNumbers {
    /// When it begins.
    pub from: Timestamp,
    /// How many messages came in private chats.
    pub came: u64,
    /// How many the owner wrote.
    pub by_owner: u64,
    /// How many the twin sent.
    pub by_twin: u64,
    /// What models took, in tokens.
    pub tokens: u64,
    /// What they cost, in billionths of the currency of the prices.
    pub billionths: u64,
    /// What hearing and speaking took.
    pub voice: VoiceUsage,
    /// How often models, ears and mouths were asked in vain.
    pub in_vain: InVain,
}

/// What happened in a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatNumbers {
    /// Whose it is.
    pub account: AccountId,
    /// Which it is.
    pub chat: PeerId,
    /// Its name.
    pub title: String,
    /// How many messages came.
    pub came: u64,
    /// How many the owner wrote.
    pub by_owner: u64,
    /// How many the twin sent.
    pub by_twin: u64,
    /// What hearing and speaking took.
    pub voice: VoiceUsage,
}

impl Engine {
    /// What happened in an account, or in all, in days that begin at these moments, the last of which is the end
    /// of the last day. What models took, and what was asked in vain, is that of all accounts; what voice took where
    /// it was tried counts with all.
    pub async fn statistics(
        &self,
        account: Option<AccountId>,
        days: &[Timestamp],
    ) -> Result<Statistics, Error> {
        let mut counting = Counting::new(days);
        let Some((from, until)) = days.first().copied().zip(days.last().copied()) else {
            return Ok(counting.statistics);
        };
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        for one in tx.accounts().await? {
            if account.is_some_and(|only| only != one.id) {
                continue;
            }
            counting.statistics.is_indexing |= tx.indexing(one.id).await?.is_some();
            counting.messages(one.id, &tx.sent_within(one.id, from, until).await?);
            for used in tx.voice_used(one.id, from, until).await? {
                counting.voice(one.id, used);
            }
            for alike in tx.reply_numbers(one.id, from, until).await? {
                counting.replies(alike);
            }
        }
        // What was tried belongs to no account.
        if account.is_none() {
            for VoiceUsed { at, usage, .. } in tx.voice_tries(from, until).await? {
                counting.tried(at, usage);
            }
        }
        for spent in tx.model_spending_since(from).await? {
            // A day's spending is stored under its end, which in another time zone is not the day's end here.
            if let Some(day) = counting.day(spent.until - HALF_A_DAY) {
                day.tokens += spent.usage.prompt + spent.usage.completion;
                day.billionths += spent.billionths;
            }
        }
        for failures in tx.failures(from, until).await? {
            counting.in_vain(failures);
        }
        let mut statistics = counting.finish();
        for chat in &mut statistics.chats {
            let known = tx.chat(chat.account, chat.chat).await?;
            chat.title = known.map(|chat| chat.peer.title).unwrap_or_default();
        }
        Ok(statistics)
    }
}

impl Engine {
    /// What hearing and speaking took in an account from a moment on and before another, each time and
    /// place for itself; `None` if there is no such account. What was spoken is kept by days of UTC, and
    /// counts with their middle.
    pub async fn voice_used(
        &self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Vec<VoiceUsed>>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(None);
        }
        Ok(Some(tx.voice_used(account, from, until).await?))
    }
}

/// The numbers while they are being counted.
struct Counting {
    statistics: Statistics,
    until: Timestamp,
    chats: HashMap<(AccountId, PeerId), [u64; 3]>,
    voices: HashMap<(AccountId, PeerId), VoiceUsage>,
    owner_waits: Vec<i64>,
    twin_waits: Vec<i64>,
}

impl Counting {
    fn new(days: &[Timestamp]) -> Self {
        let begun = days.split_last().map_or(&[][..], |(_, begun)| begun);
        let day = |from: &Timestamp| DayNumbers { from: *from, ..DayNumbers::default() };
        Self {
            statistics: Statistics {
                days: begun.iter().map(day).collect(),
                ..Statistics::default()
            },
            until: days.last().copied().unwrap_or_default(),
            chats: HashMap::new(),
            voices: HashMap::new(),
            owner_waits: Vec::new(),
            twin_waits: Vec::new(),
        }
    }

    fn day(&mut self, at: Timestamp) -> Option<&mut DayNumbers> {
        let number = self.day_of(at, 0)?;
        self.statistics.days.get_mut(number)
    }

    /// The number of the day of a moment, which may be that of the moment before.
    fn day_of(&self, at: Timestamp, before: usize) -> Option<usize> {
        let days = &self.statistics.days;
        let ends = |number: usize| days.get(number + 1).map_or(self.until, |next| next.from);
        if days.get(before)?.from <= at && at < ends(before) {
            return Some(before);
        }
        let number = days.partition_point(|day| day.from <= at).checked_sub(1)?;
        (at < self.until).then_some(number)
    }

    /// Counts messages of an account, chat by chat in the order in which they were sent.
    fn messages(&mut self, account: AccountId, sent: &[SentAt]) {
        for talk in sent.chunk_by(|one, next| one.chat == next.chat) {
            let chat = talk[0].chat;
            let counts = self.talk(chat, talk);
            if counts != [0; 3] {
                self.chats.insert((account, chat), counts);
            }
        }
    }

    /// Counts the messages of a chat; returns how many came, and how many its owner and the twin wrote.
    fn talk(&mut self, chat: PeerId, sent: &[SentAt]) -> [u64; 3] {
        let mut counts = [0; 3];
        let mut number = 0;
        // Since when somebody waits for an answer.
        let mut waits_since = None;
        for SentAt { second, author, .. } in sent {
            // In groups people talk with each other.
            if *author == Author::Other && !chat.is_user() {
                continue;
            }
            let Some(of) = self.day_of(Timestamp::from_secs(*second), number) else { continue };
            number = of;
            let day = &mut self.statistics.days[number];
            let (count, place) = match author {
                Author::Other => (&mut day.came, 0),
                Author::Owner => (&mut day.by_owner, 1),
                Author::Twin => (&mut day.by_twin, 2),
            };
            *count += 1;
            counts[place] += 1;
            match (author, waits_since) {
                (Author::Other, None) => waits_since = Some(*second),
                (Author::Other, Some(_)) => {}
                (_, None) => {}
                (_, Some(since)) => {
                    waits_since = None;
                    let waited = second - since;
                    if waited <= LONGEST_ANSWER {
                        let is_twins = *author == Author::Twin;
                        if is_twins { &mut self.twin_waits } else { &mut self.owner_waits }
                            .push(waited);
                    }
                }
            }
        }
        counts
    }

    /// Counts what was heard or spoken in an account.
    fn voice(&mut self, account: AccountId, VoiceUsed { chat, at, usage }: VoiceUsed) {
        self.tried(at, usage);
        if let Some(chat) = chat {
            *self.voices.entry((account, chat)).or_default() += usage;
        }
    }

    /// Counts what was heard or spoken in no chat.
    fn tried(&mut self, at: Timestamp, usage: VoiceUsage) {
        self.statistics.voice += usage;
        if let Some(day) = self.day(at) {
            day.voice += usage;
        }
    }

    fn in_vain(&mut self, Failures { at, helper, why, times }: Failures) {
        *self.statistics.in_vain.entry((helper, why)).or_default() += times;
        if let Some(day) = self.day(at) {
            day.in_vain.add(helper, times);
        }
    }

    fn replies(&mut self, alike: ReplyNumbers) {
        let numbers = &mut self.statistics;
        let ReplyNumbers { mode, state, word, replies, characters } = alike;
        match word {
            Some(OwnerWord::Approved) => numbers.approved += replies,
            Some(OwnerWord::Edited) => numbers.edited += replies,
            Some(OwnerWord::Rejected) => numbers.rejected += replies,
            Some(OwnerWord::Undone) => numbers.undone += replies,
            None => {}
        }
        match state {
            ReplyState::Sent => {
                *numbers.sent.entry(mode).or_default() += replies;
                let is_as_written = !matches!(word, Some(OwnerWord::Edited | OwnerWord::Undone));
                numbers.unedited += if is_as_written { replies } else { 0 };
                if word != Some(OwnerWord::Undone) {
                    numbers.saved += times(READING, replies) + times(TYPING, characters);
                }
            }
            ReplyState::Failed => numbers.failed += replies,
            _ => {}
        }
    }

    fn finish(mut self) -> Statistics {
        // What is heard late may be of days in which nothing else was said there.
        for of in self.voices.keys() {
            self.chats.entry(*of).or_default();
        }
        let chats = self.chats.into_iter().map(|(of, [came, by_owner, by_twin])| {
            let ((account, chat), title) = (of, String::new());
            let voice = self.voices.get(&of).copied().unwrap_or_default();
            ChatNumbers { account, chat, title, came, by_owner, by_twin, voice }
        });
        let mut chats: Vec<ChatNumbers> = chats.collect();
        chats.sort_by_key(|one| {
            (std::cmp::Reverse(one.came + one.by_owner + one.by_twin), one.account, one.chat)
        });
        chats.truncate(CHATS);
        self.statistics.chats = chats;
        self.statistics.owner_answers_in = median(self.owner_waits);
        self.statistics.twin_answers_in = median(self.twin_waits);
        self.statistics
    }
}

fn times(span: Duration, count: u64) -> Duration {
    span.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX))
}

fn median(mut seconds: Vec<i64>) -> Option<Duration> {
    let middle = seconds.len() / 2;
    if seconds.is_empty() {
        return None;
    }
    let (_, median, _) = seconds.select_nth_unstable(middle);
    Some(Duration::from_secs(median.unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use domain::MessageId;
    use store::Spoke;

    use super::*;

    const HOUR: i64 = 3_600;

    fn days() -> [Timestamp; 3] {
        [0, 24, 48].map(|hour| Timestamp::from_secs(hour * HOUR))
    }

    fn sent(chat: i64, second: i64, author: Author) -> SentAt {
        SentAt { chat: PeerId(chat), second, id: MessageId(1), author }
    }

    fn account() -> AccountId {
        AccountId::new(Timestamp::from_secs(1), 1)
    }

    #[test]
    fn messages_are_counted_by_day_and_chat_and_answers_by_who_gave_them() {
        let mut counting = Counting::new(&days());
        counting.messages(
            account(),
            &[
                sent(-9, 5, Author::Other),
                sent(-9, 6, Author::Owner),
                sent(7, 10, Author::Other),
                sent(7, 20, Author::Other),
                sent(7, 40, Author::Owner),
                sent(7, 41, Author::Owner),
                sent(7, 25 * HOUR, Author::Other),
                sent(7, 25 * HOUR + 5, Author::Twin),
                sent(8, 30, Author::Other),
                sent(8, 13 * HOUR, Author::Twin),
                sent(8, 48 * HOUR, Author::Twin),
            ],
        );
        let numbers = counting.finish();
        let day = |day: &DayNumbers| (day.came, day.by_owner, day.by_twin);
        assert_eq!(numbers.days.iter().map(day).collect::<Vec<_>>(), [(3, 3, 1), (1, 0, 1)]);
        assert_eq!(numbers.owner_answers_in, Some(Duration::from_secs(30)));
        assert_eq!(
            numbers.twin_answers_in,
            Some(Duration::from_secs(5)),
            "half a day is no answer"
        );
        let chats: Vec<_> = numbers.chats.iter().map(|chat| chat.chat.0).collect();
        assert_eq!(chats, [7, 8, -9]);
    }

    #[test]
    fn what_voice_took_is_counted_by_day_and_chat() {
        let mut counting = Counting::new(&days());
        let heard = VoiceUsage { heard: 1, seconds: 30, billionths: 3, ..VoiceUsage::default() };
        let spoke = Spoke { notes: 1, characters: 40, seconds: 8, billionths: 5 };
        let spoken = VoiceUsage { spoke, ..VoiceUsage::default() };
        for (chat, hour, usage) in
            [(Some(7), 1, heard), (Some(7), 30, heard), (Some(8), 36, spoken), (None, 12, spoken)]
        {
            let at = Timestamp::from_secs(hour * HOUR);
            counting.voice(account(), VoiceUsed { chat: chat.map(PeerId), at, usage });
        }
        let numbers = counting.finish();
        let day = |day: &DayNumbers| (day.voice.heard, day.voice.spoke.notes, day.voice.cost());
        assert_eq!(numbers.days.iter().map(day).collect::<Vec<_>>(), [(1, 1, 8), (1, 1, 8)]);
        let chat = |one: &ChatNumbers| (one.chat.0, one.voice.seconds, one.voice.spoke.seconds);
        assert_eq!(numbers.chats.iter().map(chat).collect::<Vec<_>>(), [(7, 60, 0), (8, 0, 8)]);
        assert_eq!((numbers.voice.heard, numbers.voice.spoke.notes), (2, 2));
    }

    #[test]
    fn what_became_of_replies_is_counted() {
        let mut counting = Counting::new(&days());
        for (state, word, replies) in [
            (ReplyState::Sent, None, 2),
            (ReplyState::Sent, Some(OwnerWord::Edited), 1),
            (ReplyState::Sent, Some(OwnerWord::Undone), 1),
            (ReplyState::Cancelled, Some(OwnerWord::Rejected), 1),
            (ReplyState::Failed, Some(OwnerWord::Approved), 1),
        ] {
            let (mode, characters) = (Mode::Draft, 100 * replies);
            counting.replies(ReplyNumbers { mode, state, word, replies, characters });
        }
        let numbers = counting.finish();
        assert_eq!(numbers.sent[&Mode::Draft], 4);
        assert_eq!((numbers.unedited, numbers.edited, numbers.rejected), (2, 1, 1));
        assert_eq!((numbers.undone, numbers.failed, numbers.approved), (1, 1, 1));
        assert_eq!(numbers.saved, Duration::from_millis(3 * (15_000 + 27_800)));
        assert_eq!(numbers.owner_answers_in, None);
    }
}
