//! New ids, in the patterns of AWS's API model.

use fastrand::Rng;

/// Makes ids; the same seed makes the same ids in the same order.
#[derive(Debug, Clone)]
pub(crate) struct Ids(Rng);

impl Ids {
    /// A stream of its own for each `(seed, purpose)`, so that a new cluster in the seeded fleet
    /// does not change the ids of all that follow.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        // FNV-1a: stable over releases, unlike the standard library's hasher.
        let hash = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(Rng::with_seed(seed.rotate_left(32) ^ hash))
    }

    pub(crate) fn rng(&mut self) -> &mut Rng {
        &mut self.0
    }

    /// The 11 characters after `cluster-`, `hsm-` and `backup-`.
    fn resource(&mut self, prefix: &str) -> String {
        const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";
        let text: String =
            (0..11).map(|_| char::from(ALPHABET[self.0.usize(..ALPHABET.len())])).collect();
        format!("{prefix}-{text}")
    }

    fn network(&mut self, prefix: &str) -> String {
        format!("{prefix}-0{:016x}", self.0.u64(..))
    }

    pub(crate) fn cluster(&mut self) -> String {
        self.resource("cluster")
    }

    pub(crate) fn hsm(&mut self) -> String {
        self.resource("hsm")
    }

    pub(crate) fn backup(&mut self) -> String {
        self.resource("backup")
    }

    pub(crate) fn key_store(&mut self) -> String {
        self.network("cks")
    }

    pub(crate) fn eni(&mut self) -> String {
        self.network("eni")
    }

    pub(crate) fn subnet(&mut self) -> String {
        self.network("subnet")
    }

    pub(crate) fn security_group(&mut self) -> String {
        self.network("sg")
    }

    pub(crate) fn security_group_rule(&mut self) -> String {
        self.network("sgr")
    }

    pub(crate) fn instance(&mut self) -> String {
        self.network("i")
    }

    pub(crate) fn vpc(&mut self) -> String {
        self.network("vpc")
    }

    /// As AWS writes the id of a request.
    pub(crate) fn request(&mut self) -> String {
        let bits = self.0.u128(..);
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            bits >> 96,
            (bits >> 80) & 0xffff,
            (bits >> 64) & 0x0fff,
            (bits >> 48) & 0x3fff | 0x8000,
            bits & 0xffff_ffff_ffff
        )
    }

    /// The password that an HSM comes with.
    pub(crate) fn password(&mut self) -> String {
        (0..16).map(|_| self.0.alphanumeric()).collect()
    }

    /// One of `count` things.
    pub(crate) fn pick(&mut self, count: usize) -> usize {
        self.0.usize(..count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_do_not_disturb_each_other() {
        let mut first = Ids::new(7, "one");
        let mut again = Ids::new(7, "one");
        assert_eq!(first.cluster(), again.cluster());
        assert_ne!(Ids::new(7, "one").cluster(), Ids::new(7, "two").cluster());
        assert_ne!(Ids::new(7, "one").cluster(), Ids::new(8, "one").cluster());
    }

    #[test]
    fn request_ids_are_uuids() {
        let id = Ids::new(1, "requests").request();
        let lengths: Vec<_> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
    }
}
