//! The checked-in keys. See `keys/README.md`: public, and worth nothing.

pub(super) const AWS_ROOT: &str = include_str!("../../keys/aws-root.pem");
pub(super) const MANUFACTURER_ROOT: &str = include_str!("../../keys/manufacturer-root.pem");
pub(super) const CUSTOMER_CA: &str = include_str!("../../keys/customer-ca.pem");
pub(super) const HARDWARE: &str = include_str!("../../keys/hardware.pem");
pub(super) const SWAPPED_HARDWARE: &str = include_str!("../../keys/swapped-hardware.pem");
pub(super) const HSMS: [&str; 6] = [
    include_str!("../../keys/hsm-0.pem"),
    include_str!("../../keys/hsm-1.pem"),
    include_str!("../../keys/hsm-2.pem"),
    include_str!("../../keys/hsm-3.pem"),
    include_str!("../../keys/hsm-4.pem"),
    include_str!("../../keys/hsm-5.pem"),
];
