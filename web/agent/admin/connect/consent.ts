// The address that a provider sends the browser back to; it stands in the app registration.
// Source: OAU-1, "exact redirect URI".
export const redirectUri = () => `${window.location.origin}/admin/connect`;
