import { defineConfig } from 'vite';

export default defineConfig({
  // Relative addresses: the page works below any path prefix.
  base: './',
  build: {
    target: 'es2022',
    // Monaco alone is over the default warning limit.
    chunkSizeWarningLimit: 8000,
    license: { fileName: 'licences.md' },
  },
});
