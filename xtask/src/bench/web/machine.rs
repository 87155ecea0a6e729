//! The machine that figures are from.

use std::{fs, thread};

/// "… with 2 cores, Linux 6.1".
pub(crate) fn machine() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{}, {cores} cores, Linux {}", model(&info), kernel.trim())
}

/// What the kernel knows of the processor; some hypervisors don't tell its name.
fn model(info: &str) -> String {
    let value = |name: &str| {
        let line =
            info.lines().find(|line| line.split(':').next().is_some_and(|it| it.trim() == name));
        line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned())
    };
    value("model name").filter(|name| name != "unknown").unwrap_or_else(|| {
        let of = |name| value(name).unwrap_or_else(|| "?".to_owned());
        format!("{} family {} model {}", of("vendor_id"), of("cpu family"), of("model"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processor_without_a_name_is_told_by_its_numbers() {
        let named = "processor\t: 0\nmodel\t\t: 85\nmodel name\t: Xeon @ 2.50GHz\n";
        assert_eq!(model(named), "Xeon @ 2.50GHz");
        let unknown =
            "vendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 143\nmodel name\t: unknown\n";
        assert_eq!(model(unknown), "GenuineIntel family 6 model 143");
    }
}
