//! What was drawn, beside what is remembered: new, the same, or saying otherwise. Of two facts that
//! contradict each other the newer one counts; what the owner has written is for the owner to change.

use domain::{Fact, FactId, FactKind, FactOrigin, FactScope, FactState, PeerId};
use style::language::words;

use super::Drawn;
use super::lists::NEGATIONS;
use super::stems::{alike, overlap, stems};
use crate::guard::holds_any;

/// Two facts that overlap so much say the same.
const SAME: f32 = 0.7;
/// Two plans that overlap so much, without their days, are one plan.
const SAME_PLAN: f32 = 0.6;

/// What comes of something drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It is new: to be kept, or to be offered where it is about the owner.
    Add(Drawn),
    /// It takes the place of older facts.
    Replace(Vec<FactId>, Drawn),
    /// It contradicts what the owner has written: to be offered.
    Offer(Drawn),
}

/// What is to be done with what was drawn from a chat. `known` may be all that the account's twin
/// remembers: what is known in other chats is not looked at.
pub fn merge(known: &[Fact], drawn: Vec<Drawn>, chat: PeerId) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for drawn in drawn {
        let beside = known.iter().filter(|fact| is_beside(fact, &drawn, chat));
        let new = Words::of(&drawn.text);
        if changes.iter().any(|change| new.says_the_same(&Words::of(&change.drawn().text))) {
            continue;
        }
        let mut older = Vec::new();
        let mut owners = false;
        let mut known_already = false;
        for fact in beside {
            let old = Words::of(&fact.text);
            if new.says_the_same(&old) {
                known_already = true;
            } else if contradict(drawn.kind, &new, fact.kind, &old) {
                if fact.origin != FactOrigin::Model {
                    owners = true;
                } else if fact.said_at > drawn.said_at {
                    known_already = true;
                } else {
                    older.push(fact.id);
                }
            }
        }
        changes.extend(match (known_already, owners) {
            (true, _) => None,
            (false, true) => Some(Change::Offer(drawn)),
            (false, false) if older.is_empty() => Some(Change::Add(drawn)),
            (false, false) => Some(Change::Replace(older, drawn)),
        });
    }
    changes
}

/// Which facts of the same people a fact contradicts: they no longer count once the owner has
/// confirmed it.
pub fn contradicted(known: &[Fact], by: &Fact) -> Vec<FactId> {
    let new = Words::of(&by.text);
    let beside =
        |fact: &&Fact| fact.id != by.id && fact.scope == by.scope && fact.state == FactState::Kept;
    let says_otherwise = |fact: &&Fact| {
        let old = Words::of(&fact.text);
        !new.says_the_same(&old) && contradict(by.kind, &new, fact.kind, &old)
    };
    known.iter().filter(beside).filter(says_otherwise).map(|fact| fact.id).collect()
}

impl Change {
    /// What was drawn.
    pub fn drawn(&self) -> &Drawn {
        match self {
            Self::Add(drawn) | Self::Replace(_, drawn) | Self::Offer(drawn) => drawn,
        }
    }
}

/// Whether a fact is of the same people as something drawn.
fn is_beside(fact: &Fact, drawn: &Drawn, chat: PeerId) -> bool {
    let counts = matches!(fact.state, FactState::Kept | FactState::Offered);
    counts
        && match fact.scope {
            FactScope::Chat(of) => of == chat && !drawn.about_owner,
            FactScope::General => fact.source.is_none_or(|(source, _)| source == chat),
            FactScope::AboutOwner => drawn.about_owner,
        }
}

struct Words {
    stems: Vec<String>,
    words: Vec<String>,
    negated: bool,
}

impl Words {
    fn of(text: &str) -> Self {
        let words = words(text);
        let negated = holds_any(&words, NEGATIONS);
        let stems = stems(text).into_iter().filter(|stem| stem != "больш").collect();
        Self { stems, negated, words }
    }

    fn says_the_same(&self, other: &Self) -> bool {
        self.negated == other.negated
            && numbers(&self.words) == numbers(&other.words)
            && overlap(&self.stems, &other.stems) >= SAME
    }

    /// Without days, hours and other numbers.
    fn undated(&self) -> Vec<String> {
        let plain = |stem: &&String| !stem.chars().any(char::is_numeric);
        self.stems.iter().filter(plain).cloned().collect()
    }
}

fn numbers(words: &[String]) -> Vec<&str> {
    let digits = words.iter().filter(|word| word.chars().any(char::is_numeric));
    digits.map(String::as_str).collect()
}

fn contradict(new_kind: FactKind, new: &Words, old_kind: FactKind, old: &Words) -> bool {
    let note = old_kind == FactKind::Note;
    if new.negated != old.negated {
        return overlap(&new.stems, &old.stems) >= SAME_PLAN;
    }
    let planned = |kind| matches!(kind, FactKind::Plan | FactKind::Agreement);
    if planned(new_kind) {
        return (planned(old_kind) || note)
            && numbers(&new.words) != numbers(&old.words)
            && overlap(&new.undated(), &old.undated()) >= SAME_PLAN;
    }
    let has_one_value =
        matches!(new_kind, FactKind::Name | FactKind::Work | FactKind::Home | FactKind::Birthday);
    has_one_value && (old_kind == new_kind || note) && tell_one_thing(&new.words, &old.words)
}

/// Whether two texts begin alike and go on with something else: "works at the bank", "works at the
/// library". What goes on with another little word tells another thing: "works as a cook".
fn tell_one_thing(a: &[String], b: &[String]) -> bool {
    let stem = style::language::stem;
    let is_little =
        |word: Option<&String>| word.is_some_and(|w| style::language::is_function_word(w));
    let shared = a.iter().zip(b).take_while(|(a, b)| alike(stem(a), stem(b))).count();
    let says_something = a[..shared].iter().any(|word| !is_little(Some(word)));
    let (a, b) = (a.get(shared), b.get(shared));
    says_something && a.is_some() && b.is_some() && !is_little(a) && !is_little(b)
}

#[cfg(test)]
mod tests {
    use domain::{AccountId, MessageId, Timestamp};

    use super::super::testing::{CHAT, DAY};
    use super::*;

    fn drawn(kind: FactKind, text: &str) -> Drawn {
        Drawn {
            kind,
            text: text.to_owned(),
            source: (CHAT, MessageId(9)),
            said_at: DAY,
            until: None,
            confidence: 1.0,
            about_owner: false,
        }
    }

    fn known(kind: FactKind, text: &str) -> Fact {
        Fact {
            id: FactId::new(DAY, 1),
            account: AccountId::new(DAY, 1),
            scope: FactScope::Chat(CHAT),
            kind,
            text: text.to_owned(),
            source: Some((CHAT, MessageId(1))),
            said_at: Timestamp::from_secs(1),
            until: None,
            confidence: 1.0,
            origin: FactOrigin::Model,
            state: FactState::Kept,
            may_be_said: true,
            used: 0,
            last_used_at: None,
        }
    }

    /// What becomes of `new` beside `old`.
    fn becomes(old: &Fact, new: &Drawn) -> &'static str {
        match &merge(std::slice::from_ref(old), vec![new.clone()], CHAT)[..] {
            [] => "known",
            [Change::Add(_)] => "new",
            [Change::Replace(old, _)] if old.len() == 1 => "instead",
            [Change::Offer(_)] => "offered",
            more => panic!("{more:?}"),
        }
    }

    #[test]
    fn facts_are_new_known_or_say_otherwise() {
        use FactKind::{Agreement, Birthday, Home, Name, Plan, Preference, Relation, Work};
        for (kind, old, new, expected) in [
            (Preference, "не ест мясо", "мясо не ест", "known"),
            (Preference, "не ест мясо", "снова ест мясо", "instead"),
            (Preference, "любит чай", "больше не любит чай", "instead"),
            (Preference, "любит чай", "любит кофе", "new"),
            (Work, "работает в Сбере", "работает в Яндексе", "instead"),
            (Work, "работает в Сбере", "работает дизайнером", "new"),
            (Work, "works at the bank", "works at the library", "instead"),
            (Home, "живёт в Москве", "живёт в Питере", "instead"),
            (Home, "живёт в Москве", "живет в москве", "known"),
            (Name, "зовут Саня", "зовут Шура", "instead"),
            (Birthday, "день рождения 5 июня", "день рождения 6 июня", "instead"),
            (Relation, "сестра Лена", "брат Петя", "new"),
            (Plan, "экзамен по химии 2026-03-05", "экзамен по химии 2026-03-07", "instead"),
            (Plan, "экзамен по химии 2026-03-05", "экзамен по физике 2026-03-07", "new"),
            (Agreement, "кино 2026-03-05 в 7", "кино 2026-03-05 в 8", "instead"),
        ] {
            assert_eq!(becomes(&known(kind, old), &drawn(kind, new)), expected, "{old} / {new}");
        }
    }

    #[test]
    fn what_was_said_earlier_does_not_take_the_place_of_what_was_said_later() {
        let later = Fact {
            said_at: Timestamp::from_secs(DAY.as_secs() + 1),
            ..known(FactKind::Home, "живёт в Питере")
        };
        assert_eq!(becomes(&later, &drawn(FactKind::Home, "живёт в Москве")), "known");
    }

    #[test]
    fn the_owners_words_are_the_owners_to_change() {
        for origin in [FactOrigin::Owner, FactOrigin::OwnersAnswer] {
            let written = Fact { origin, ..known(FactKind::Note, "живёт в Питере") };
            assert_eq!(becomes(&written, &drawn(FactKind::Home, "живёт в Москве")), "offered");
            assert_eq!(becomes(&written, &drawn(FactKind::Home, "живёт в Питере")), "known");
        }
    }

    #[test]
    fn what_the_owner_confirms_takes_the_place_of_what_it_contradicts() {
        let old =
            Fact { id: FactId::new(DAY, 2), ..known(FactKind::Note, "живёт в Питере") };
        let other = Fact { id: FactId::new(DAY, 3), ..known(FactKind::Note, "любит чай") };
        let elsewhere = Fact {
            id: FactId::new(DAY, 4),
            scope: FactScope::Chat(PeerId(8)),
            ..known(FactKind::Home, "живёт в Омске")
        };
        let new = known(FactKind::Home, "живёт в Москве");
        let all = [old.clone(), other, elsewhere, new.clone()];
        assert_eq!(contradicted(&all, &new), [old.id]);
    }

    #[test]
    fn another_chats_facts_do_not_count() {
        let elsewhere = Fact {
            scope: FactScope::Chat(PeerId(8)),
            ..known(FactKind::Home, "живёт в Москве")
        };
        let new = drawn(FactKind::Home, "живёт в Москве");
        assert_eq!(becomes(&elsewhere, &new), "new");
        let general = Fact {
            scope: FactScope::General, ..known(FactKind::Home, "живёт в Москве")
        };
        assert_eq!(becomes(&general, &new), "known", "it came from here");
        let owners = Fact {
            scope: FactScope::AboutOwner,
            ..known(FactKind::Home, "живёт в Москве")
        };
        assert_eq!(becomes(&owners, &new), "new", "another person");
        assert_eq!(becomes(&owners, &Drawn { about_owner: true, ..new.clone() }), "known");
        let over = Fact {
            state: FactState::Replaced, ..known(FactKind::Home, "живёт в Москве")
        };
        assert_eq!(becomes(&over, &new), "new", "they have moved back");
    }

    #[test]
    fn what_is_said_twice_in_a_talk_is_kept_once() {
        let twice =
            vec![drawn(FactKind::Home, "живёт в Москве"), drawn(FactKind::Home, "в Москве живёт")];
        assert_eq!(merge(&[], twice, CHAT).len(), 1);
    }
}
