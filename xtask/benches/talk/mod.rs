//! A made-up history of any length, message by message: private chats and groups, Russian and
//! English, words as frequent as in real texts. The same seed gives the same history.

mod words;

use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};

pub(crate) use words::SplitMix;
use words::Words;

/// 1 January 2015, UTC.
const BEGINNING: i64 = 1_420_070_400;

const OWNER: PeerId = PeerId(100);
/// Every so many chats one is a group, and one is English.
const GROUP_EVERY: i64 = 8;
const ENGLISH_EVERY: i64 = 3;
/// How many others write in a group.
const MEMBERS: u64 = 7;
/// The present moment of whoever asks: after all that was written.
pub(crate) const NOW: Timestamp = Timestamp::from_secs(BEGINNING + 10 * 365 * 86_400);

/// The languages' words, made once.
pub(crate) struct Vocabulary {
    russian: Words,
    english: Words,
}

impl Vocabulary {
    pub(crate) fn new() -> Self {
        Self { russian: Words::russian(), english: Words::english() }
    }

    fn of(&self, chat: PeerId) -> &Words {
        if chat.0.abs() % ENGLISH_EVERY == 0 { &self.english } else { &self.russian }
    }
}

/// The chat with this number, from 0.
fn peer(number: u32) -> PeerId {
    let number = i64::from(number) + 1;
    if number % GROUP_EVERY == 0 { PeerId(-1_000 - number) } else { PeerId(1_000 + number) }
}

/// Every message of a history, chat by chat, each made when it is asked for.
pub(crate) fn history(
    vocabulary: &Vocabulary,
    messages: u32,
    chats: u32,
    seed: u64,
) -> impl Iterator<Item = Message> {
    (0..chats).flat_map(move |number| {
        let share = messages / chats + u32::from(number < messages % chats);
        let mut chat = Chat::new(number, seed);
        (0..share).map(move |_| chat.message(vocabulary))
    })
}

/// One conversation: turns of one to four messages. In private chats every other turn is the
/// owner's, in groups one in some.
struct Chat {
    peer: PeerId,
    random: SplitMix,
    next: i32,
    now: i64,
    /// Messages of the present turn that are still to come, and whose they are.
    left: u64,
    sender: PeerId,
}

impl Chat {
    fn new(number: u32, seed: u64) -> Self {
        Self {
            peer: peer(number),
            random: SplitMix::new(seed ^ u64::from(number).wrapping_mul(0x9E37_79B9)),
            next: 0,
            now: BEGINNING + i64::from(number) * 60,
            left: 0,
            sender: OWNER,
        }
    }

    fn message(&mut self, vocabulary: &Vocabulary) -> Message {
        if self.left == 0 {
            self.left = 1 + self.random.below(4);
            self.sender = self.next_sender();
            self.now += 130 + self.random.below(1_800).cast_signed();
        } else {
            self.now += 2 + self.random.below(40).cast_signed();
        }
        self.left -= 1;
        self.next += 1;
        Message {
            chat: self.peer,
            id: MessageId(self.next),
            author: if self.sender == OWNER { Author::Owner } else { Author::Other },
            sender: self.sender,
            sent_at: Timestamp::from_secs(self.now),
            content: Content::Text { text: vocabulary.of(self.peer).text(&mut self.random) },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        }
    }

    fn next_sender(&mut self) -> PeerId {
        let is_private = self.peer.0 > 0;
        match (is_private, self.sender == OWNER) {
            (true, true) => self.peer,
            (true, false) => OWNER,
            (false, _) => match self.random.below(MEMBERS + 1).cast_signed() {
                0 => OWNER,
                member => PeerId(10_000 + member),
            },
        }
    }
}

/// What somebody might write next, and what stood before it.
pub(crate) struct Asked {
    pub(crate) chat: PeerId,
    pub(crate) texts: Vec<String>,
    pub(crate) context: String,
}

impl Asked {
    /// In any of the first `chats` chats.
    pub(crate) fn new(vocabulary: &Vocabulary, chats: u32, random: &mut SplitMix) -> Self {
        let chat = peer(random.below(u64::from(chats)) as u32);
        let words = vocabulary.of(chat);
        let texts = (0..=random.below(3)).map(|_| words.text(random)).collect();
        Self { chat, texts, context: words.text(random) }
    }
}
