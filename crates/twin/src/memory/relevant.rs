//! What of a memory bears on a conversation.

use std::cmp::Reverse;
use std::time::Duration;

use domain::{Fact, FactKind, FactScope, Timestamp};

use super::stems::{alike, stems};
use crate::compose::Conversation;
use crate::heard::Heard;

/// How many of the messages before the burst are looked at, and what a word of theirs is worth beside
/// one of the burst.
const BEFORE: usize = 8;
const WORTH_BEFORE: f32 = 0.5;
/// What it adds that a fact is of this very chat, is a name or a relation, is about days at hand.
const HERE: f32 = 0.1;
const WHO: f32 = 0.15;
const SOON: f32 = 0.3;
const AT_HAND: Duration = Duration::from_secs(3 * 24 * 3_600);
/// What freshness adds at most, and after how long a half of it is gone, in days.
const FRESH: f32 = 0.1;
const HALF_LIFE: f32 = 30.0;

/// The facts that bear most on a conversation, at most `limit`, the most relevant first. Only what may
/// be known in its chat: `facts` may be all that the account's twin remembers.
///
/// Facts of the chat itself come in also where no word is shared, the freshest of them, in up to half
/// of the places: they say whom one is talking to.
pub fn relevant<'a>(
    facts: &'a [Fact],
    conversation: &Conversation<'_>,
    limit: usize,
) -> Vec<&'a Fact> {
    let asked = Asked::of(conversation);
    let mut scored: Vec<(&Fact, f32, bool)> = facts
        .iter()
        .filter(|fact| fact.may_be_known_in(conversation.chat, conversation.now))
        .filter_map(|fact| {
            let shared = asked.shared(fact);
            let of_chat = fact.scope == FactScope::Chat(conversation.chat);
            (shared > 0.0 || of_chat)
                .then(|| (fact, shared + bonus(fact, of_chat, conversation.now), shared > 0.0))
        })
        .collect();
    scored.sort_by(|(a, score, _), (b, other, _)| {
        other
            .total_cmp(score)
            .then_with(|| Reverse((a.said_at, a.id)).cmp(&Reverse((b.said_at, b.id))))
    });
    let mut unasked = limit.div_ceil(2);
    scored.retain(|(_, _, is_asked)| {
        let fits = *is_asked || unasked > 0;
        unasked = unasked.saturating_sub(usize::from(!is_asked));
        fits
    });
    scored.into_iter().take(limit).map(|(fact, ..)| fact).collect()
}

/// Those of some facts that are asked for: they share a word that says something with what is to be
/// answered, or with what was said just before. They count as used when a reply is made with them.
pub fn asked_for<'a>(
    facts: impl IntoIterator<Item = &'a Fact>,
    conversation: &Conversation<'_>,
) -> Vec<&'a Fact> {
    let asked = Asked::of(conversation);
    facts.into_iter().filter(|fact| asked.shared(fact) > 0.0).collect()
}

fn bonus(fact: &Fact, of_chat: bool, now: Timestamp) -> f32 {
    let who = matches!(fact.kind, FactKind::Name | FactKind::Relation);
    let soon = fact.until.is_some_and(|until| until.since(now) <= AT_HAND);
    let days = now.since(fact.said_at).as_secs_f32() / 86_400.0;
    let fresh = FRESH * (-days / HALF_LIFE).exp2();
    [(of_chat, HERE), (who, WHO), (soon, SOON)]
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, worth)| worth)
        .sum::<f32>()
        + fresh
}

/// The words of a conversation, each with its worth.
struct Asked(Vec<(String, f32)>);

impl Asked {
    fn of(conversation: &Conversation<'_>) -> Self {
        let from = conversation.before.len().saturating_sub(BEFORE);
        let heard =
            Heard::of(&Conversation { before: &conversation.before[from..], ..*conversation });
        let context = heard.context();
        let burst = heard.asked().into_iter().map(|text| (text, 1.0));
        let before = context.iter().map(|said| (said.text, WORTH_BEFORE));
        let worth = burst
            .chain(before)
            .flat_map(|(text, worth)| stems(text).into_iter().map(move |stem| (stem, worth)));
        Self(worth.collect())
    }

    /// What of a fact is asked for, weighed by how much else it tells.
    fn shared(&self, fact: &Fact) -> f32 {
        let told = stems(&fact.text);
        let worth = |stem: &String| {
            let same = self.0.iter().filter(|(asked, _)| alike(asked, stem));
            same.map(|(_, worth)| *worth).fold(0.0, f32::max)
        };
        let sum: f32 = told.iter().map(worth).sum();
        if told.is_empty() { 0.0 } else { sum / (told.len() as f32).sqrt() }
    }
}

#[cfg(test)]
mod tests {
    use domain::{AccountId, FactId, FactOrigin, FactState, Message, MessageId, PeerId};

    use super::super::testing::{CHAT, DAY, other, owner};
    use super::*;

    fn fact(number: u128, scope: FactScope, text: &str) -> Fact {
        Fact {
            id: FactId::new(DAY, number),
            account: AccountId::new(DAY, 1),
            scope,
            kind: FactKind::Preference,
            text: text.to_owned(),
            source: None,
            said_at: DAY,
            until: None,
            confidence: 1.0,
            origin: FactOrigin::Model,
            state: FactState::Kept,
            may_be_said: true,
            used: 0,
            last_used_at: None,
        }
    }

    fn found(facts: &[Fact], before: &[Message], burst: &str, limit: usize) -> Vec<String> {
        let burst = [other(90, burst)];
        let conversation = Conversation { chat: CHAT, before, burst: &burst, now: DAY };
        relevant(facts, &conversation, limit).into_iter().map(|fact| fact.text.clone()).collect()
    }

    const HERE: FactScope = FactScope::Chat(CHAT);

    #[test]
    fn a_canary_of_another_chat_is_never_chosen() {
        let elsewhere = FactScope::Chat(PeerId(8));
        let mut facts = vec![fact(1, elsewhere, "канарейка любит мясо")];
        facts.push(Fact {
            may_be_said: false, ..fact(2, FactScope::AboutOwner, "тайна про мясо")
        });
        facts.push(Fact {
            source: Some((PeerId(8), MessageId(1))),
            state: FactState::Offered,
            ..fact(3, FactScope::AboutOwner, "предложено: мясо")
        });
        facts.push(Fact { until: Some(DAY), ..fact(4, HERE, "вчера было мясо") });
        facts.push(Fact {
            state: FactState::Replaced, ..fact(5, HERE, "раньше ел мясо")
        });
        for limit in [1, 100] {
            let all = found(&facts, &[], "канарейка любит мясо? тайна предложено вчера", limit);
            assert_eq!(all, [""; 0]);
        }
    }

    #[test]
    fn what_is_asked_for_comes_first_and_all_chats_know_only_what_is_general() {
        let facts = [
            fact(1, HERE, "любит горы"),
            fact(2, HERE, "не ест мясо"),
            fact(3, FactScope::General, "шашлык из мяса по субботам"),
            fact(4, FactScope::General, "дача в Вырице"),
            fact(5, FactScope::AboutOwner, "аллергия на мясо и рыбу"),
        ];
        let chosen = found(&facts, &[], "мясо брать?", 10);
        assert_eq!(chosen[0], "не ест мясо");
        assert_eq!(chosen.len(), 4);
        assert!(!chosen.contains(&"дача в Вырице".to_owned()));
        assert_eq!(found(&facts, &[], "мясо брать?", 1), ["не ест мясо"]);
        assert_eq!(found(&facts, &[], "мясо брать?", 0), [""; 0]);
        let before = [owner(1, "поедем на дачу?")];
        assert!(found(&facts, &before, "давай", 10).contains(&"дача в Вырице".to_owned()));
    }

    #[test]
    fn what_is_not_asked_for_takes_at_most_half_of_the_places_the_freshest_first() {
        let facts: Vec<Fact> = (1..=6)
            .map(|number| Fact {
                said_at: Timestamp::from_secs(DAY.as_secs() - 86_400 * (10 - number)),
                ..fact(number.unsigned_abs().into(), HERE, &format!("помнит слово{number}"))
            })
            .collect();
        assert_eq!(found(&facts, &[], "привет", 4), ["помнит слово6", "помнит слово5"]);
    }

    #[test]
    fn a_fact_is_of_use_where_it_is_asked_for() {
        let burst = [other(90, "мясо брать?")];
        let conversation = Conversation { chat: CHAT, before: &[], burst: &burst, now: DAY };
        let facts = [fact(1, HERE, "любит горы"), fact(2, HERE, "не ест мясо")];
        let asked: Vec<&str> =
            asked_for(&facts, &conversation).iter().map(|fact| fact.text.as_str()).collect();
        assert_eq!(asked, ["не ест мясо"]);
    }
}
