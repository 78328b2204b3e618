//! Words of a language that nobody speaks, as frequent as those of one that is spoken, and messages
//! of them.

/// How many different words a language has, before their endings.
const WORDS: usize = 40_000;
/// Messages have so many words: each of these is as likely as the others.
const LENGTHS: [usize; 16] = [1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 10, 12, 16, 28];

/// A language.
pub(super) struct Words {
    words: Vec<String>,
    endings: &'static [&'static str],
    /// How often a word no rarer than this is said, of all words together 1.
    up_to: Vec<f64>,
}

impl Words {
    pub(super) fn russian() -> Self {
        let head = "и в не на я что ты да а у как с это мне но так ну нет меня все тебя по \
                    то он она за бы уже там привет ок спасибо завтра давай сегодня дома пока";
        let syllables = "ва го де жи зу ка ло ме ни пу ра сте ти фо хо це чу ша бре гла дру кро \
                         пле сно тра вы мой лёк ном рус пор тел";
        Self::new(head, syllables, &["", "", "а", "у", "ом", "ой", "ами", "ть", "ла", "ли"], 1)
    }

    pub(super) fn english() -> Self {
        let head = "the i you to a and it of in is that for me on what we so do not be have but \
                    are this ok no yes hi thanks tomorrow today home sure bye just like";
        let syllables = "ba co de fi go ha je ki lo me nu pa ro se ti vu we bra cle dri flo gra \
                         pre sta tro und ing ate ous ent ship";
        Self::new(head, syllables, &["", "", "", "s", "ed", "ing", "ly"], 2)
    }

    fn new(head: &str, syllables: &str, endings: &'static [&'static str], seed: u64) -> Self {
        let mut random = SplitMix::new(seed);
        let syllables: Vec<&str> = syllables.split_whitespace().collect();
        let mut words: Vec<String> = head.split_whitespace().map(str::to_owned).collect();
        while words.len() < WORDS {
            let count = 1 + words.len().ilog10() as usize / 2 + random.below(2) as usize;
            words.push((0..count).map(|_| *random.pick(&syllables)).collect());
        }
        // Zipf's law: a word's frequency goes down as its rank goes up.
        let mut sum = 0.0;
        let mut up_to: Vec<f64> = (1..=WORDS)
            .map(|rank| {
                sum += 1.0 / rank as f64;
                sum
            })
            .collect();
        for share in &mut up_to {
            *share /= sum;
        }
        Self { words, endings, up_to }
    }

    pub(super) fn text(&self, random: &mut SplitMix) -> String {
        let mut text = String::new();
        for place in 0..*random.pick(&LENGTHS) {
            if place > 0 {
                text.push_str(if random.below(12) == 0 { ", " } else { " " });
            }
            let drawn = random.share();
            let rank = self.up_to.partition_point(|share| *share < drawn);
            text.push_str(&self.words[rank.min(WORDS - 1)]);
            // The commonest words have no endings.
            if rank > 60 {
                text.push_str(random.pick::<&str>(self.endings));
            }
        }
        match random.below(8) {
            0 => text.push('?'),
            1 => text.push(')'),
            2 => text.push('.'),
            _ => {}
        }
        text
    }
}

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
pub(crate) struct SplitMix(u64);

impl SplitMix {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`; its bias does not matter here.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// From 0 to below 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }
}
