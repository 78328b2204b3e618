//! What hearing and speaking cost, where the owner has said what their providers charge.

use std::collections::BTreeMap;
use std::time::Duration;

/// What voice costs, by the names of ears and mouths as they are chosen (`openai:gpt-transcribe`): of an ear
/// the price of a minute, of a mouth that of 1,000 characters, in the currency of the models' prices. What
/// is not named is taken for free.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VoicePrices(pub BTreeMap<String, f64>);

impl VoicePrices {
    /// What an ear charges for so much sound, in billionths of the currency.
    pub fn of_hearing(&self, ear: &str, charged: Duration) -> u64 {
        self.billionths(ear, charged.as_secs_f64() / 60.0)
    }

    /// What a mouth charges for so many characters, in billionths of the currency.
    pub fn of_speaking(&self, mouth: &str, characters: u64) -> u64 {
        self.billionths(mouth, characters as f64 / 1_000.0)
    }

    fn billionths(&self, name: &str, units: f64) -> u64 {
        let price = self.0.get(name).copied().filter(|price| price.is_finite() && *price > 0.0);
        (price.unwrap_or_default() * units * 1e9).round() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ear_costs_by_the_minute_and_a_mouth_by_the_character() {
        let prices = [("openai:gpt-transcribe", 0.006), ("elevenlabs:v2", 0.1), ("bad", -1.0)];
        let prices = prices.map(|(name, price)| (name.to_owned(), price));
        let prices = VoicePrices(prices.into());
        let minute = Duration::from_secs(90);
        assert_eq!(prices.of_hearing("openai:gpt-transcribe", minute), 9_000_000);
        assert_eq!(prices.of_speaking("elevenlabs:v2", 250), 25_000_000);
        assert_eq!(prices.of_hearing("whisper:base.bin", minute), 0);
        assert_eq!(prices.of_hearing("bad", minute), 0);
    }
}
