//! What is counted of one chat.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::{Author, Content, ContentKind, Message, Timestamp};
use jiff::tz::TimeZone;

use super::traits::{Trait, of_text};
use crate::habit::{Habit, Share};
use crate::language::terms::{Term, each_term, has_yo_when_careful};
use crate::language::{Concept, is_emoji, phrases};
use crate::mask::{MASKS, is_masked, mask};
use crate::turn::{TURN_GAP, own_text};

/// How many different emoji of a chat are told apart.
const EMOJI: usize = 64;
/// How many texts of others are looked into in a chat: who they are does not change with more, and
/// in a group they are nearly all there is.
const THEIR_TEXTS: u32 = 2_000;
const HOURS_A_WEEK: i64 = 168;
/// The week of the epoch began on a Thursday.
const HOURS_FROM_MONDAY: i64 = 72;
/// Turns of as many messages and more are one kind.
pub(super) const LONGEST_TURN: usize = 5;

/// What is counted of one chat, or of several together.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    traits: [Share; Trait::COUNT],
    /// Characters per text of the owner.
    pub(crate) chars: Habit,
    pub(crate) emoji: BTreeMap<char, u32>,
    /// How the owner greets and takes leave.
    pub(super) greetings: BTreeMap<String, u32>,
    pub(super) farewells: BTreeMap<String, u32>,
    /// Texts of the owner and of others that hold a term.
    own_terms: [u32; Term::COUNT],
    their_terms: [u32; Term::COUNT],
    /// Texts of others, and those with a number or a link in them.
    pub(crate) their_texts: u32,
    pub(crate) their_masked: u32,
    pub(crate) loving: u32,
    /// The owner's messages by hour of the week, UTC, from Monday.
    pub(crate) hours: Vec<u32>,
    /// The owner's turns by how many messages they have, from one on.
    pub(crate) turns: [u32; LONGEST_TURN],
    /// How many messages of the owner's turn that goes on were counted.
    run: usize,
    pub(crate) began_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
    /// Who wrote last, and when, to know where turns begin.
    last: Option<(Author, Timestamp)>,
}

impl Tally {
    /// Whether enough texts of others were looked into.
    pub(super) fn knows_the_others(&self) -> bool {
        self.their_texts >= THEIR_TEXTS
    }

    /// Counts a message without a look at its words; returns whether it goes on with a turn.
    pub(super) fn pass(&mut self, message: &Message) -> bool {
        let further = self.last.is_some_and(|(author, at)| {
            author == message.author && message.sent_at.since(at) < TURN_GAP
        });
        self.last = Some((message.author, message.sent_at));
        self.began_at = Some(self.began_at.map_or(message.sent_at, |at| at.min(message.sent_at)));
        self.ended_at = self.ended_at.max(Some(message.sent_at));
        further
    }

    /// Counts a message, whose words are these.
    pub(super) fn observe(&mut self, message: &Message, words: &[String]) {
        let further = self.pass(message);
        match message.author {
            Author::Owner => self.observe_own(message, words, further),
            Author::Other => self.observe_their(message, words),
            Author::Twin => {}
        }
    }

    fn observe_own(&mut self, message: &Message, words: &[String], further: bool) {
        if !further {
            self.run = 0;
        }
        if message.forwarded || message.via_bot {
            return;
        }
        self.hours.resize(HOURS_A_WEEK as usize, 0);
        let hour = message.sent_at.as_secs().div_euclid(3600) + HOURS_FROM_MONDAY;
        self.hours[hour.rem_euclid(HOURS_A_WEEK) as usize] += 1;
        self.add(Trait::Further, further);
        self.lengthen_turn();
        self.add(Trait::Voice, matches!(message.content, Content::Voice { .. }));
        self.add(Trait::Sticker, matches!(message.content, Content::Sticker { .. }));
        self.add(Trait::Media, message.content.kind() == ContentKind::Media);
        let Some(text) = own_text(message) else { return };
        // Links and numbers are not how somebody writes.
        let text = &*without_masked(text);
        if text.is_empty() {
            return;
        }
        self.chars.add(text.chars().count() as f64);
        for (of, is) in of_text(text) {
            if let Some(is) = is {
                self.add(of, is);
            }
        }
        for emoji in text.chars().filter(|c| is_emoji(*c)) {
            if self.emoji.len() < EMOJI || self.emoji.contains_key(&emoji) {
                *self.emoji.entry(emoji).or_default() += 1;
            }
        }
        if text.contains(['ё', 'Ё']) {
            self.add(Trait::Yo, true);
        } else if words.iter().any(|word| has_yo_when_careful(word)) {
            self.add(Trait::Yo, false);
        }
        let mut laughs = false;
        for found in phrases(words) {
            laughs |= found.concept == Concept::Laugh;
            self.loving += u32::from(matches!(found.concept, Concept::Love | Concept::Miss));
            let said = match found.concept {
                Concept::Bye | Concept::Night => &mut self.farewells,
                Concept::Greeting | Concept::Morning | Concept::Day | Concept::Evening
                    if found.start == 0 =>
                {
                    &mut self.greetings
                }
                _ => continue,
            };
            *said.entry(words[found.start..found.start + found.len].join(" ")).or_default() += 1;
        }
        self.add(Trait::Laughs, laughs);
        let terms = terms(words);
        count(&mut self.own_terms, terms);
        let [informal, formal] = [Term::Informal, Term::Formal].map(|term| terms[term as usize]);
        if informal != formal {
            self.add(Trait::Formal, formal);
        }
    }

    /// The turn that goes on has one message more.
    fn lengthen_turn(&mut self) {
        if self.run == LONGEST_TURN {
            return;
        }
        if let Some(shorter) = self.run.checked_sub(1) {
            self.turns[shorter] -= 1;
        }
        self.turns[self.run] += 1;
        self.run += 1;
    }

    fn observe_their(&mut self, message: &Message, words: &[String]) {
        self.their_texts += 1;
        count(&mut self.their_terms, terms(words));
        let text = message.content.text().unwrap_or_default();
        self.their_masked += u32::from(is_masked(&mask(text)));
    }

    fn add(&mut self, of: Trait, is: bool) {
        self.traits[of as usize].add(is);
    }

    /// Adds all that another one has counted; turns go on within a chat only.
    pub(super) fn merge(&mut self, other: &Self) {
        for (share, more) in self.traits.iter_mut().zip(&other.traits) {
            share.merge(more);
        }
        self.chars.merge(&other.chars);
        for (own, more) in
            [(&mut self.greetings, &other.greetings), (&mut self.farewells, &other.farewells)]
        {
            for (said, count) in more {
                *own.entry(said.clone()).or_default() += count;
            }
        }
        for (emoji, count) in &other.emoji {
            *self.emoji.entry(*emoji).or_default() += count;
        }
        self.hours.resize(HOURS_A_WEEK as usize, 0);
        for (hour, more) in self.hours.iter_mut().zip(&other.hours) {
            *hour += more;
        }
        for (turns, more) in self.turns.iter_mut().zip(&other.turns) {
            *turns += more;
        }
        self.ended_at = self.ended_at.max(other.ended_at);
    }

    /// The owner's messages by hour of the week, from Monday, in their zone by its offset when the newest
    /// message was written.
    pub(crate) fn local_hours(&self, zone: &TimeZone) -> impl Iterator<Item = (usize, u32)> {
        let newest = self.ended_at.unwrap_or_default().as_millis();
        let newest = jiff::Timestamp::from_millisecond(newest).unwrap_or_default();
        let offset = i64::from(zone.to_offset(newest).seconds()).div_euclid(3600);
        (0_i64..)
            .zip(&self.hours)
            .map(move |(hour, count)| ((hour + offset).rem_euclid(HOURS_A_WEEK) as usize, *count))
    }

    pub(crate) fn share(&self, of: Trait) -> Share {
        self.traits[of as usize]
    }

    /// Whether it is time to look again what the other side is to the owner.
    pub(crate) fn is_news(&self) -> bool {
        let texts = self.own_texts() + self.their_texts;
        texts < 64 || texts.is_multiple_of(32)
    }

    /// How many texts of both sides hold a term.
    pub(crate) fn both(&self, term: Term) -> u32 {
        self.own_terms[term as usize] + self.their_terms[term as usize]
    }

    /// How many texts of the owner were counted.
    pub(crate) fn own_texts(&self) -> u32 {
        self.share(Trait::Emoji).of
    }
}

fn terms(words: &[String]) -> [bool; Term::COUNT] {
    let mut found = [false; Term::COUNT];
    each_term(words, |term, _| found[term as usize] = true);
    found
}

fn count(counts: &mut [u32; Term::COUNT], found: [bool; Term::COUNT]) {
    for (count, found) in counts.iter_mut().zip(found) {
        *count += u32::from(found);
    }
}
/// A text without what masks stand for.
fn without_masked(text: &str) -> Cow<'_, str> {
    match mask(text) {
        Cow::Borrowed(same) => Cow::Borrowed(same.trim()),
        Cow::Owned(masked) => {
            let bare = MASKS.iter().fold(masked, |text, mask| text.replace(mask, ""));
            Cow::Owned(bare.trim().to_owned())
        }
    }
}
