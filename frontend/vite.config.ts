// Builds the pages' assets into frontend/static/frontend/dist, where django-vite reads manifest.json.
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/static/frontend/dist/",
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "static/frontend/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    // The content security policy allows no data: scripts or styles; small assets stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        app: "src/app.ts",
        flow: "src/flow/main.tsx",
        admin: "src/flow/admin.ts",
        rules: "src/rules/main.tsx",
        settings: "src/settings/main.tsx",
        snippets: "src/snippets/main.tsx",
        templates: "src/templates/main.tsx",
      },
      // htmx holds an eval that its allowEval setting, off on our pages, guards.
      checks: { eval: false },
    },
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "node",
    // Accessibility checks of whole forms take seconds on a busy machine.
    testTimeout: 30_000,
  },
});
