/** The mark of the house, as high as the text around it. */
export function Logo() {
  return (
    <svg className="markdownLogo" viewBox="0 0 32 32" role="img" aria-label="Millstream">
      <circle cx="16" cy="16" r="13" fill="none" stroke="currentColor" strokeWidth="4" />
      <circle cx="16" cy="16" r="3.5" fill="currentColor" />
      <path d="M16 3v7M27 22.5l-6-3.5M5 22.5l6-3.5" stroke="currentColor" strokeWidth="4" />
    </svg>
  );
}
