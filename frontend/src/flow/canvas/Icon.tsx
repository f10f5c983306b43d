// An inline line drawing that screen readers skip.

export function Icon({ paths, className = "fb-icon" }: { readonly paths: readonly string[]; readonly className?: string }) {
  return (
    <svg className={className} viewBox="0 0 24 24" aria-hidden="true">
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
