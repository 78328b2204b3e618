//! What a contact is to the owner, found by how the two write to each other.
//!
//! Every piece of evidence, a share between 0 and 1 (politeness: −1 to 1), speaks for some relations
//! and against others with the weights of `EVIDENCE`, in natural log-odds; the sums give
//! probabilities by the softmax (a multinomial logit with weights set by hand: there is no public
//! corpus of labelled private chats to fit them on). Below one half, or with fewer than
//! 8 texts, the relation is unknown. Groups have none. What the owner says stands above all this.

use domain::Relation;
use jiff::tz::TimeZone;

use crate::language::terms::Term;
use crate::profile::{Tally, Trait};

/// With fewer texts of both sides nothing is said.
const ENOUGH: f64 = 8.0;
/// With a lower probability nothing is said.
const LIKELY: f64 = 0.5;
/// What is for and against each relation before anything is known.
const BASE: [f64; 4] = [0.3, 0.0, 0.0, -0.3];

/// What a relation is found by, with its weight for close, family, work and service.
const EVIDENCE: [(Measure, [f64; 4]); 10] = [
    // "Вы" rather than "ты", and the words that go with it.
    (|e| e.politeness, [-2.0, -1.0, 2.0, 2.0]),
    // Calls by the name of a relative, in every 50th text or more often.
    (|e| saturated(e.share(Term::Kin), 0.02), [-1.0, 5.0, -1.0, -1.0]),
    // Tender words, in every 25th.
    (|e| saturated(e.tenderness, 0.04), [3.0, 1.5, -2.0, -2.0]),
    // Offices and tasks, in every 12th.
    (|e| saturated(e.share(Term::Work), 0.08), [-1.0, -1.0, 4.0, 0.0]),
    // Orders, deliveries, appointments, in every 8th.
    (|e| saturated(e.share(Term::Service), 0.12), [-1.0, -1.0, 0.0, 4.0]),
    // The owner's emoji and smiles.
    (|e| saturated(e.smiles, 0.4), [0.7, 0.7, -0.5, -0.7]),
    (|e| saturated(e.laughs, 0.1), [1.2, 0.0, -0.5, -1.0]),
    // From nine in the evening to three in the morning.
    (|e| e.at_night, [1.0, 0.0, -1.0, -0.5]),
    // From nine to six on working days.
    (|e| e.in_office_hours, [-0.5, 0.0, 1.0, 0.5]),
    // Little was said in a few days, and never again.
    (|e| e.briefness, [-1.0, -1.0, 0.0, 1.5]),
];

type Measure = fn(&Evidence<'_>) -> f64;

/// A relation and how likely it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RelationFound {
    /// The likeliest; `None` if none is likely enough.
    pub relation: Option<Relation>,
    /// How likely, 0 to 1; 1 for what the owner has said.
    pub probability: f32,
    /// Whether the owner has said so.
    pub set: bool,
}

impl RelationFound {
    /// Nothing is known.
    pub(crate) const UNKNOWN: Self = Self { relation: None, probability: 0.0, set: false };

    /// The owner has said so.
    pub(crate) fn set(relation: Relation) -> Self {
        Self { relation: Some(relation), probability: 1.0, set: true }
    }
}

/// Finds the relation to the other side of a private chat.
pub(crate) fn find(tally: &Tally, zone: &TimeZone) -> RelationFound {
    let evidence = Evidence::of(tally, zone);
    // How somebody writes to the owner says little of how the owner sees them.
    if evidence.texts < ENOUGH || tally.own_texts() == 0 {
        return RelationFound::UNKNOWN;
    }
    let mut scores = BASE;
    for (measure, weights) in EVIDENCE {
        let measured = measure(&evidence);
        for (score, weight) in scores.iter_mut().zip(weights) {
            *score += weight * measured;
        }
    }
    let total: f64 = scores.iter().map(|score| score.exp()).sum();
    let (best, score) = Relation::ALL
        .into_iter()
        .zip(scores)
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
        .expect("there are four relations");
    let probability = score.exp() / total;
    RelationFound {
        relation: (probability >= LIKELY).then_some(best),
        probability: probability as f32,
        set: false,
    }
}

/// What the texts of a chat say, as shares.
struct Evidence<'a> {
    tally: &'a Tally,
    /// Texts of both sides.
    texts: f64,
    politeness: f64,
    tenderness: f64,
    smiles: f64,
    laughs: f64,
    at_night: f64,
    in_office_hours: f64,
    briefness: f64,
}

impl<'a> Evidence<'a> {
    fn of(tally: &'a Tally, zone: &TimeZone) -> Self {
        let texts = f64::from(tally.own_texts() + tally.their_texts);
        let [formal, informal] =
            [Term::Formal, Term::Informal].map(|term| f64::from(tally.both(term)));
        let tender = f64::from(tally.both(Term::Intimate) + tally.loving);
        let smiles = tally.share(Trait::Emoji).value() + tally.share(Trait::Bracket).value();
        let span = match (tally.began_at, tally.ended_at) {
            (Some(began), Some(ended)) => ended.since(began).as_secs_f64() / 86_400.0,
            _ => 0.0,
        };
        Self {
            tally,
            texts,
            // Three texts that are neither keep one polite word from deciding.
            politeness: (formal - informal) / (formal + informal + 3.0),
            tenderness: tender / texts.max(1.0),
            smiles,
            laughs: tally.share(Trait::Laughs).value(),
            at_night: share_of_hours(tally, zone, |_, hour| !(3..21).contains(&hour)),
            in_office_hours: share_of_hours(tally, zone, |day, hour| {
                day < 5 && (9..18).contains(&hour)
            }),
            briefness: if texts < 40.0 && span < 14.0 { 1.0 } else { 0.0 },
        }
    }

    /// The share of texts, of both sides, that hold a term.
    fn share(&self, term: Term) -> f64 {
        f64::from(self.tally.both(term)) / self.texts.max(1.0)
    }
}

fn saturated(share: f64, full: f64) -> f64 {
    (share / full).min(1.0)
}

/// The share of the owner's messages in some hours of the week: days from Monday, hours in the
/// owner's zone.
fn share_of_hours(tally: &Tally, zone: &TimeZone, wanted: fn(usize, usize) -> bool) -> f64 {
    let all: u32 = tally.hours.iter().sum();
    let hours = tally.local_hours(zone).filter(|(hour, _)| wanted(hour / 24, hour % 24));
    f64::from(hours.map(|(_, count)| count).sum::<u32>()) / f64::from(all.max(1))
}
