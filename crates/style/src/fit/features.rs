//! What a reply and a question are compared by.

use super::Asked;
use super::lexicon::Lexicon;
use super::scale::Scale;
use super::terms::Terms;
use super::vector::Vector;

/// How many numbers a comparison has.
pub const FEATURES: usize = 8;
/// How many of them are cosines.
pub(super) const COSINES: usize = 4;
/// What is to be answered counts so many times in the whole of what was said.
const ASKED: f32 = 2.0;
/// What each message of the context counts beside the one after it: talk moves on.
const EARLIER: f32 = 0.8;

/// What is counted of a question and of what was said around it.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    asked: Terms,
    whole: Terms,
    own: Terms,
}

impl Words {
    pub(crate) fn of(asked: &Asked<'_>) -> Self {
        let texts = Terms::of(asked.texts.iter().copied());
        let mut context = Terms::default();
        for said in asked.context {
            context = context.sum(EARLIER, &Terms::of([said.text]), 1.0);
        }
        let own = asked.context.iter().filter(|said| said.by_owner).map(|said| said.text);
        Self { whole: texts.sum(ASKED, &context, 1.0), own: Terms::of(own), asked: texts }
    }
}

/// A question with what was said around it.
#[derive(Debug, Clone)]
pub(super) struct Question {
    asked: Sides,
    whole: Sides,
    own: Sides,
}

/// A reply.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    said: Sides,
    chars: usize,
}

/// A text in stems and in pieces of words.
#[derive(Debug, Clone)]
struct Sides {
    stems: Vector,
    pieces: Vector,
}

impl Sides {
    fn of(terms: &Terms, lexicon: &Lexicon) -> Self {
        Self {
            stems: Vector::of(&terms.stems, lexicon),
            pieces: Vector::of(&terms.pieces, lexicon),
        }
    }
}

impl Question {
    pub(super) fn of(words: &Words, lexicon: &Lexicon) -> Self {
        let Words { asked, whole, own } = words;
        let [asked, whole, own] = [asked, whole, own].map(|terms| Sides::of(terms, lexicon));
        Self { asked, whole, own }
    }

    /// What is compared: the pieces of what is to be answered, the stems and the pieces of the whole,
    /// and the pieces of what the owner said last.
    pub(super) fn sides(&self) -> [&Vector; COSINES] {
        [&self.asked.pieces, &self.whole.stems, &self.whole.pieces, &self.own.pieces]
    }
}

impl Reply {
    pub(super) fn of<'a>(bubbles: impl IntoIterator<Item = &'a str>, lexicon: &Lexicon) -> Self {
        let terms = Terms::of(bubbles);
        Self { said: Sides::of(&terms, lexicon), chars: terms.chars }
    }

    /// What is compared with [`Question::sides`].
    pub(super) fn sides(&self) -> [&Vector; COSINES] {
        let Sides { stems, pieces } = &self.said;
        [pieces, stems, pieces, pieces]
    }
}

/// How alike they are, in each of their sides.
fn cosines(question: &Question, reply: &Reply) -> [f32; COSINES] {
    let (asked, said) = (question.sides(), reply.sides());
    std::array::from_fn(|kind| asked[kind].cosine(said[kind]))
}

/// The scaled cosines; how long the reply is; how much rarity it shares with what is to be answered;
/// how rare the rarest stem is that it shares with the whole.
pub(super) fn compare(
    question: &Question,
    reply: &Reply,
    scale: &Scale,
    lexicon: &Lexicon,
) -> [f32; FEATURES] {
    let [asked, stems, pieces, own] = scale.apply(cosines(question, reply));
    let length = (1.0 + reply.chars as f32).ln();
    let shared = |side: &Sides| -> Vec<f32> {
        let shared = side.stems.shared(&reply.said.stems);
        shared.map(|(slot, ..)| lexicon.rarity(slot)).collect()
    };
    let asked_shared: f32 = shared(&question.asked).iter().sum();
    let rarest_shared = shared(&question.whole).into_iter().fold(0.0, f32::max);
    [asked, stems, pieces, own, length, length * length, asked_shared, rarest_shared]
}
